"""Files in and out of the library, by the pages."""

import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from werkzeug.test import TestResponse

from club import Clubs
from kb.knowledge.exchange import LARGEST_FILE, read_file
from visitor import Visitor
from webapp import create_app
from webapp.config import Config

numbers = count(1)


@pytest.fixture
def writer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, clubs: Clubs) -> Iterator[Visitor]:
    """A maintainer of a club in which nobody has proposed anything yet."""
    data_dir = clubs.copy(tmp_path_factory.mktemp("elsewhere") / "data")
    config = Config(demo=True, data_dir=data_dir)
    app = create_app(config)
    yield Visitor(app.test_client()).log_in("maintainer")
    app.extensions["courtside"].database.close()


@pytest.fixture
def reviewer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer2")


def rows(*more: dict[str, object], of: int = 3) -> bytes:
    """New entries of their own for each test."""
    batch = next(numbers)
    made = [
        {
            "id": f"curling-{batch}-{each}",
            "question": f"第{batch}馆冰壶道{each}号怎么预约？",
            "answer": "请到前台预约。",
            "category": "venue",
            "audience": "member",
            "variants": [],
        }
        for each in range(of)
    ]
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in [*made, *more]).encode()


def hand_in(visitor: Visitor, raw: bytes, name: str = "冰壶.jsonl") -> str:
    """Where the file can be looked through."""
    answer = visitor.hand_in(raw, name)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_a_file_is_checked_confirmed_written_and_approved_by_another(
    writer: Visitor, reviewer: Visitor, visitor: Visitor
) -> None:
    there = hand_in(writer, rows({"id": "bad", "question": "没有答案"}))
    page = writer.get(there).text
    assert "要写入 3 条" in page
    assert "缺少标准答案" in page
    refused = writer.post(f"{there}/confirmation", intent="review")
    assert refused.status_code == 400
    assert "有 1 行有错" in refused.text
    page = writer.submit(f"{there}/confirmation", intent="review", skip="1").text
    assert "正在写入" in page
    page = writer.submit(f"{there}/steps").text
    assert "3 条等审核" in page
    assert "整批通过" not in page.partition("data-act")[2].partition("<form")[2]
    own = writer.post(f"{there}/approvals", after="0")
    assert (own.status_code, "您自己交的" in own.text) == (409, True)
    assert "整批通过并发布 3 条" in reviewer.get(there).text
    page = reviewer.submit(f"{there}/approvals", after="0").text
    assert "3 条已经生效" in page
    asked = reviewer.get(f"{there}?fate=new").text
    question = re.search(r"第\d+馆冰壶道0号怎么预约？", asked)
    assert question
    said = visitor.client.post("/api/v1/ask", json={"question": question[0]}).json
    assert said["candidates"][0]["id"].startswith("curling-")


def test_a_changed_row_shows_what_changes(writer: Visitor) -> None:
    there = hand_in(writer, json.dumps({"id": "parking", "short": "停车一小时五元。"}).encode())
    page = writer.get(there).text
    assert "有改动" in page
    assert "<ins>" in page
    assert "<dt>简答</dt>" in page


def test_a_file_that_was_handed_in_before_changes_nothing(
    writer: Visitor,
) -> None:
    raw = rows()
    there = hand_in(writer, raw)
    writer.submit(f"{there}/confirmation", intent="draft")
    assert "都是草稿" in writer.submit(f"{there}/steps").text
    page = writer.get(hand_in(writer, raw)).text
    assert "和知识库里的一样" in page


def test_drafts_are_not_approved_as_a_batch(writer: Visitor, reviewer: Visitor) -> None:
    there = hand_in(writer, rows())
    writer.submit(f"{there}/confirmation", intent="draft")
    writer.submit(f"{there}/steps")
    assert "data-go-on" not in reviewer.get(there).text
    assert "已经生效" not in reviewer.submit(f"{there}/approvals", after="0").text


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0old", "不认识"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0old", "旧版"),
        ("a.xlsx", b"not a sheet", "不是完整的 Excel"),
        ("a.csv", "编号,标准问\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"", "空的"),
        ("a.csv", "价格\n1\n".encode(), "没有“价格”这一列"),
        ("a.jsonl", b"\n\n", "没有条目"),
        ("../../etc/passwd", b"x", "不认识“passwd”"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_beside_the_field(
    writer: Visitor, name: str, raw: bytes, told: str
) -> None:
    writer.get("/library/exchange")
    data = {"csrf_token": writer.token, "file": (io.BytesIO(raw), name)}
    answer = writer.client.post("/library/imports", data=data)
    if answer.status_code == 303:
        page = writer.get(answer.location).text
    else:
        assert answer.status_code == 400
        page = answer.text
        assert 'aria-invalid="true"' in page
    assert told in page


def test_nothing_chosen_is_told(writer: Visitor) -> None:
    answer = writer.post("/library/imports")
    assert answer.status_code == 400
    assert "还没有选文件" in answer.text


def post_large(visitor: Visitor, size: int) -> TestResponse:
    visitor.get("/")
    return visitor.hand_in(b"x" * size, "a.csv")


def test_a_large_file_is_for_who_is_signed_in_only(visitor: Visitor, writer: Visitor) -> None:
    assert post_large(visitor, 5_000_000).status_code == 413
    assert post_large(writer, 5_000_000).status_code == 400  # read, and found to be no table
    assert "最多 20 MB" in post_large(writer, LARGEST_FILE + 1).text
    assert post_large(writer, LARGEST_FILE + 100_000).status_code == 413


@pytest.mark.parametrize("kind", ["xlsx", "csv", "yaml", "jsonl"])
def test_what_is_exported_can_be_handed_in_as_it_is(elsewhere: Visitor, kind: str) -> None:
    answer = elsewhere.client.get(f"/library/exchange/entries?format={kind}")
    assert answer.status_code == 200
    assert f".{kind}" in answer.headers["Content-Disposition"]
    page = elsewhere.get(hand_in(elsewhere, answer.data, f"全部.{kind}")).text
    assert "和知识库里的一样" in page
    assert '有错 <span class="figure">0<' in page


def test_the_template_reads_as_one_entry(writer: Visitor) -> None:
    raw = writer.client.get("/library/exchange/template?format=xlsx").data
    source = read_file("模板.xlsx", io.BytesIO(raw))
    assert source.notes == ("只读了第一张工作表“条目”。",)
    assert len(list(source.rows)) == 1


def test_a_script_in_a_cell_is_shown_as_text_and_refused(writer: Visitor) -> None:
    evil = {
        "id": "evil",
        "question": "<script>alert(1)</script>？",
        "answer": "一。",
        "category": "other",
        "audience": "member",
        "variants": [],
    }
    page = writer.get(hand_in(writer, json.dumps(evil).encode())).text
    assert "<script>alert" not in page
    assert "网页标签 &lt;script&gt;" in page


@pytest.mark.parametrize("path", ["?format=exe", "?format=%00"])
def test_a_format_nobody_offers_is_refused(writer: Visitor, path: str) -> None:
    assert writer.get(f"/library/exchange/entries{path}").status_code == 400


def test_an_import_that_is_not_there_is_not_found(writer: Visitor) -> None:
    assert writer.get("/library/imports/999999").status_code == 404
    assert writer.post("/library/imports/999999/steps").status_code == 404
