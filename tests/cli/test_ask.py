import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from house import ROOT
from kb.conversations import Message, Outcome
from kb.db import Database
from kb.tickets import Ticket
from reception import share_cache
from webapp.api.contract import ReplyBody
from webapp.cli.asking import _decoded

LIBRARY = ROOT / "tests/corpora/library"
FIELDS = [name for name in ReplyBody.model_fields if name != "conversation"]


def replies(ran: Any) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.lines]


def kept(data_dir: Path) -> list[int]:
    """How many messages, outcomes and tickets."""
    counted = (Message.id, Outcome.id, Ticket.number)
    with (
        closing(Database(f"sqlite:///{data_dir / 'courtside.db'}")) as database,
        database.reading() as session,
    ):
        return [session.scalars(select(func.count(each))).one() for each in counted]


@pytest.fixture(scope="module")
def ask(courtside: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments, **more: courtside("ask", *arguments, **more)


def test_the_answer_alone_is_printed(ask: Callable[..., Any]) -> None:
    ran = ask("羽毛球怎么收费？")
    assert (ran.code, ran.out) == (0, "每小时10元。\n")


def test_json_has_the_fields_of_the_contract_on_one_line(ask: Callable[..., Any]) -> None:
    [reply] = replies(ask("--json", "羽毛球怎么收费？"))
    assert list(reply) == FIELDS
    assert (reply["decision"], reply["text"], reply["ticket"]) == ("answer", "每小时10元。", None)
    assert [each["id"] for each in reply["entries"]] == ["badminton-price"]
    assert 0 < reply["entries"][0]["confidence"] <= 1
    assert (reply["level"], reply["category"], reply["reason"]) == (1, "venue", None)


def test_a_question_that_goes_to_a_person_is_recorded_and_numbered(
    ask: Callable[..., Any], installed: Path
) -> None:
    before = kept(installed)
    ran = ask("--explain", "网球怎么收费？")
    assert f"您的问题编号是 {1001 + before[2]}" in ran.out
    assert "10元" not in ran.out
    assert "判断：转人工。" in ran.out
    assert "badminton-price  羽毛球怎么收费？" in ran.out
    assert kept(installed) == [each + more for each, more in zip(before, (2, 1, 1), strict=True)]


def test_a_batch_is_not_recorded(ask: Callable[..., Any], installed: Path) -> None:
    before = kept(installed)
    asked = "网球怎么收费？\n我在攀岩时摔下来流血了\n"
    tennis, fall = replies(ask("--batch", "-", "--json", stdin=asked.encode()))
    assert (tennis["decision"], tennis["ticket"]) == ("handoff", None)
    assert (fall["decision"], fall["reason"], fall["level"]) == ("handoff", "level_3", 3)
    assert kept(installed) == before


def test_a_batch_is_recorded_when_that_is_asked_for(
    ask: Callable[..., Any], installed: Path
) -> None:
    before = kept(installed)
    asked = "网球怎么收费？\n停车要钱吗\n"
    tennis, parking = replies(ask("--batch", "-", "--json", "--record", stdin=asked.encode()))
    assert tennis["ticket"] == 1001 + before[2]
    assert parking["ticket"] is None
    assert kept(installed) == [each + more for each, more in zip(before, (4, 2, 1), strict=True)]


def test_a_batch_keeps_order_and_number_of_lines(ask: Callable[..., Any], tmp_path: Path) -> None:
    lines = ["停车要钱吗", "", "羽毛球怎么收费？", "停车要钱吗", "   ", "你好"]
    file = tmp_path / "questions.txt"
    file.write_text("\n".join(lines), "utf-8")
    found = replies(ask("--batch", str(file), "--json"))
    assert [each["question"] for each in found] == [line.strip() for line in lines]
    ids = [[entry["id"] for entry in each["entries"]] for each in found]
    assert ids == [["parking"], [], ["badminton-price"], ["parking"], [], []]
    assert [found[at]["decision"] for at in (1, 4, 5)] == ["smalltalk"] * 3


@pytest.mark.parametrize(
    "raw",
    [
        "停车要钱吗\n\n你好".encode(),
        "停车要钱吗\r\n\r\n你好\r\n".encode(),
        "\ufeff停车要钱吗\n\n你好\n".encode(),
    ],
    ids=["no last newline", "windows", "byte order mark"],
)
def test_however_a_file_begins_and_ends_its_lines_are_the_same(raw: bytes) -> None:
    assert _decoded(raw) == ["停车要钱吗", "", "你好"]


def test_an_empty_batch_has_no_replies(ask: Callable[..., Any]) -> None:
    ran = ask("--batch", "-", "--json")
    assert (ran.code, ran.out) == (0, "")


def test_a_batch_in_gb18030_is_read_and_told(ask: Callable[..., Any]) -> None:
    ran = ask("--batch", "-", "--json", stdin="停车要钱吗\n".encode("gb18030"))
    [reply] = replies(ran)
    assert reply["question"] == "停车要钱吗"
    assert ran.err == "文件不是 UTF-8，已按 GB18030 读取。\n"


def test_a_batch_that_is_no_text_is_refused_with_its_line(ask: Callable[..., Any]) -> None:
    ran = ask("--batch", "-", "--json", stdin="停车要钱吗\n".encode() + b"\xff\xff\n")
    assert (ran.code, ran.out) == (2, "")
    assert "第 2 行不是 UTF-8" in ran.err


def test_between_two_entries_each_is_named_once(ask: Callable[..., Any]) -> None:
    question = "租攀岩鞋多少钱"
    for ran in (ask(question), ask("--batch", "-", stdin=question.encode())):
        assert ran.lines[1:] == ["- 成人攀岩鞋租金是多少？", "- 儿童攀岩鞋租金是多少？"]


def test_as_of_a_moment_its_texts_answer_and_nothing_is_recorded(
    ask: Callable[..., Any], installed: Path
) -> None:
    before = kept(installed)
    [now] = replies(ask("--json", "--as-of", "2199-01-01", "停车要钱吗"))
    [then] = replies(ask("--json", "--as-of", "2020-01-01", "停车要钱吗"))
    assert (now["decision"], then["decision"]) == ("answer", "handoff")
    assert then["candidates"] == []
    assert kept(installed) == before


def test_another_corpus_is_asked_without_touching_what_is_installed(
    ask: Callable[..., Any], tmp_path: Path, cache: Path
) -> None:
    data = share_cache(tmp_path / "untouched", cache)
    asked = "成人借书证怎么办理？\n羽毛球怎么收费？\n".encode()
    ran = ask("--json", "--corpus", str(LIBRARY), "--batch", "-", stdin=asked, data_dir=data)
    card, badminton = replies(ran)
    assert [each["id"] for each in card["entries"]] == ["card-adult-apply"]
    assert (badminton["decision"], badminton["ticket"]) == ("handoff", None)
    assert [each.name for each in data.iterdir()] == ["cache"]
