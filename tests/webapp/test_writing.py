"""Writing, reviewing and going back, as the pages offer it."""

import re
from collections.abc import Callable
from itertools import count

import pytest

from kb.knowledge import EntryState, find_entry, find_revision, revisions
from visitor import Visitor, ask
from webapp.services import Services

numbers = count(1)
LINK = re.compile(r"/library/(k-\d+|[\w-]+)$")


@pytest.fixture
def writer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


@pytest.fixture
def other(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer2")


def text(**changed: str) -> dict[str, str]:
    fields = {
        "question": f"第{next(numbers)}号攀爬墙怎么预约？",
        "answer": "请到前台预约，办理要出示访客证。",
        "short": "到前台预约",
        "variants": "攀爬墙预约\r\n想爬墙",
        "category": "venue",
        "audience": "member",
    }
    return fields | changed


def written(writer: Visitor, *, do: str = "submit", **changed: str) -> str:
    """The id of a new entry."""
    answer = writer.post("/library/new", do=do, **text(**changed))
    assert answer.status_code == 303, answer.text
    found = LINK.search(answer.location)
    assert found
    return found[1]


@pytest.fixture
def published(writer: Visitor, other: Visitor) -> str:
    entry_id = written(writer)
    other.submit(f"/library/{entry_id}/approval", seen="1")
    return entry_id


def test_a_new_entry_goes_from_the_editor_to_a_members_answer(
    writer: Visitor, other: Visitor, services: Services, visitor: Visitor
) -> None:
    entry_id = written(writer, question="攀爬墙周几开放预约？")
    assert entry_id in other.get("/library/reviews").text
    page = other.get(f"/library/{entry_id}/review").text
    assert "新条目，全文如下" in page
    assert "想爬墙" in page
    other.submit(f"/library/{entry_id}/approval", seen="1")
    said = ask(visitor.client, "攀爬墙周几开放预约？")
    assert entry_id in [each["id"] for each in said["candidates"]]
    with services.database.reading() as session:
        kept = find_revision(session, entry_id, 1)
    assert kept.variants == ["攀爬墙预约", "想爬墙"]
    assert kept.department.label == "场地部"


def test_the_editor_begins_with_what_the_address_brings(agent: Visitor) -> None:
    page = agent.get("/library/new?question=有没有攀爬墙&answer=还没有&category=venue").text
    assert 'value="有没有攀爬墙"' in page
    assert ">还没有</textarea>" in page
    assert '<option value="venue" selected>' in page


def test_a_draft_is_kept_without_review(agent: Visitor, services: Services) -> None:
    entry_id = written(agent, do="save")
    with services.database.reading() as session:
        assert find_entry(session, entry_id).state is EntryState.DRAFT
    page = agent.submit(f"/library/{entry_id}/submission")
    assert "已送审" in page.text
    page = agent.submit(f"/library/{entry_id}/recall")
    assert "已撤回" in page.text


@pytest.mark.parametrize(
    ("changed", "field", "told"),
    [
        ({"answer": "答" * 66_667}, "answer", "标准答案超过 4000 字（现在 66667 字）"),
        ({"variants": "\n".join(f"第{n}问" for n in range(2_000))}, "variants", "超过 1000 个"),
        ({"short": "短" * 61}, "short", "超过 60 字"),
        ({"question": " "}, "question", "标准问是空的"),
        ({"category": "nope"}, "category", "还没有选分类"),
        ({"valid_from": "明天"}, "valid_from", "不是有效的日期"),
        ({"review_on": "2026-13-01"}, "review_on", "不是有效的日期"),
        (
            {"valid_from": "2026-12-02T00:00", "valid_until": "2026-12-01T00:00"},
            *("valid_until", "失效时间不晚于生效时间"),
        ),
    ],
)
def test_an_unfit_text_comes_back_with_all_that_was_typed(
    writer: Visitor, changed: dict[str, str], field: str, told: str
) -> None:
    typed = text(note="只有我知道的备注") | changed
    page = writer.post("/library/new", do="save", **typed)
    assert page.status_code == 400
    assert told in page.text
    assert f'id="{field}-mistake"' in page.text
    assert "只有我知道的备注" in page.text
    for line in changed.get("variants", "").splitlines()[:2]:
        assert line in page.text
    if "answer" in changed:
        assert changed["answer"] in page.text


def test_scripts_in_a_text_are_shown_and_never_run(writer: Visitor) -> None:
    nasty = "<script>alert(1)</script> [点我](javascript:alert(1)) <img src=x onerror=alert(1)>"
    entry_id = written(writer, answer=nasty, question="<b>粗</b>吗？")
    for path in (
        f"/library/{entry_id}",
        f"/library/{entry_id}/review",
        f"/library/{entry_id}/edit",
    ):
        page = writer.get(path).text
        assert "<script>alert" not in page
        assert "<img" not in page.replace('<img src="/favicon.svg"', "")
        assert 'href="javascript' not in page


def test_what_others_say_is_told_beside_the_text_without_scripts(writer: Visitor) -> None:
    page = writer.post("/library/preview", **text(question="停车要钱吗", answer="停车每次10元。"))
    assert page.status_code == 200
    assert "说法对不上" in page.text
    assert "<mark>每次10元</mark>" in page.text
    assert "<mark>免费</mark>" in page.text
    assert "已经有人写过" in page.text


def test_the_same_comes_as_a_fragment(writer: Visitor) -> None:
    page = writer.post("/library/beside", **text(answer="您好，请到前台预约。"))
    assert "<html" not in page.text
    assert "“您好”可以省掉" in page.text
    assert "会员看到的样子" in page.text
    half = writer.post("/library/beside", question="", answer="", category="x", valid_from="x")
    assert half.status_code == 200


def test_an_entry_is_not_held_against_itself(writer: Visitor, published: str) -> None:
    side = writer.get(f"/library/{published}/edit").text.partition("data-told")[2]
    assert f'href="/library/{published}"' not in side


def test_edits_of_one_sitting_are_one_line_of_the_history(writer: Visitor, published: str) -> None:
    for seen in ("1", "2", "3"):
        changed = text(answer=f"请到前台预约，第{seen}次改。")
        writer.submit(f"/library/{published}/revisions", seen=seen, do="save", **changed)
    page = writer.get(f"/library/{published}").text
    assert "这一次改了 3 遍" in page
    assert page.count("看改动") == 1


def test_the_second_of_two_writers_sees_both_and_loses_nothing(
    writer: Visitor, other: Visitor, published: str, services: Services
) -> None:
    base = text(question="攀爬墙怎么预约？")
    writer.submit(f"/library/{published}/revisions", seen="1", do="save", **base)
    theirs = base | {"answer": "请打电话预约。", "variants": "攀爬墙预约\n打电话行吗"}
    other.submit(f"/library/{published}/revisions", seen="2", do="save", **theirs)
    mine = base | {"answer": "请在网上预约。", "short": "网上预约", "variants": "想爬墙\n网上行吗"}
    page = writer.post(f"/library/{published}/revisions", seen="2", do="save", **mine)
    assert page.status_code == 409
    assert "刚才存了第 3 版" in page.text
    assert "标准答案：两边都改了" in page.text
    assert "相似问：对方改了，已合进下面" in page.text
    assert ">请在网上预约。</textarea>" in page.text
    assert 'value="网上预约"' in page.text
    assert ">网上行吗\n打电话行吗</textarea>" in page.text
    assert 'name="seen" value="3"' in page.text
    with services.database.reading() as session:
        assert find_entry(session, published).head == 3
    writer.submit(f"/library/{published}/revisions", seen="3", do="save", **mine)
    with services.database.reading() as session:
        answers = [each.answer for each in revisions(session, published)][:2]
    assert answers == ["请在网上预约。", "请打电话预约。"]


def test_two_revisions_are_compared_word_by_word(writer: Visitor, published: str) -> None:
    changed = text(answer="请打电话预约，办理要出示访客证。")
    writer.submit(f"/library/{published}/revisions", seen="1", do="save", **changed)
    page = writer.get(f"/library/{published}/compare?old=1&new=2").text
    assert "加上：" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "打电话" in page
    assert "一模一样" in writer.get(f"/library/{published}/compare?old=2&new=2").text
    assert writer.get(f"/library/{published}/compare?old=9&new=2").status_code == 404
    assert writer.get(f"/library/{published}/compare?old=x").status_code == 400


def test_an_older_text_becomes_a_draft_or_is_in_force_again(
    writer: Visitor, other: Visitor, published: str, services: Services
) -> None:
    changed = text(answer="攀爬墙已经停用。")
    writer.submit(f"/library/{published}/revisions", seen="1", do="submit", **changed)
    other.submit(f"/library/{published}/approval", seen="2")
    page = writer.submit(f"/library/{published}/rollback", number="1", seen="2")
    assert "恢复成草稿" in page.text
    restored = writer.submit(
        f"/library/{published}/restoration", number="1", seen="3", reason="又能用了"
    )
    assert "已恢复第 1 版" in restored.text
    with services.database.reading() as session:
        live = find_revision(session, published, find_entry(session, published).live or 0)
    assert (live.number, live.restores) == (4, 1)
    assert "又能用了" in other.get("/library/reviews").text


def test_a_retired_entry_is_restored_from_its_page(writer: Visitor, published: str) -> None:
    refused = writer.post(f"/library/{published}/retirement", reason=" ")
    assert refused.status_code == 400
    page = writer.submit(f"/library/{published}/retirement", reason="拆了")
    assert "已下架" in page.text
    assert "恢复第 1 版" in page.text
    page = writer.submit(
        f"/library/{published}/restoration", number="1", seen="1", reason="装回来了"
    )
    assert "已发布" in page.text


def test_a_maintainer_mends_a_typo_at_once_and_a_colleague_looks(
    writer: Visitor, other: Visitor, published: str, services: Services
) -> None:
    with services.database.reading() as session:
        kept = find_revision(session, published, 1).content
    same = text(question=kept.question, answer="请到前台预约，办理要出示访客正。")
    page = writer.submit(f"/library/{published}/typo", seen="1", **same)
    assert "错字已改好" in page.text
    listed = other.get("/library/reviews").text
    number = re.findall(r"/library/second-looks/(\d+)", listed)[-1]
    assert "错字" in listed
    refused = other.post(f"/library/second-looks/{number}", finding="objected", remark="")
    assert refused.status_code == 400
    assert "还没有写原因" in refused.text
    done = other.submit(f"/library/second-looks/{number}", finding="fine", remark="")
    assert f"/library/second-looks/{number}" not in done.text


def test_what_is_more_than_a_typo_stays_in_the_editor(writer: Visitor, published: str) -> None:
    far = text(answer="攀爬墙每小时50元。")
    page = writer.post(f"/library/{published}/typo", seen="1", **far)
    assert page.status_code == 409
    assert "不能当错字直接发布" in page.text
    assert ">攀爬墙每小时50元。</textarea>" in page.text


def test_an_agent_writes_but_neither_retires_nor_restores(agent: Visitor, published: str) -> None:
    page = agent.get(f"/library/{published}").text
    assert "修改" in page
    assert "下架这个条目" not in page
    for act in ("retirement", "restoration", "typo"):
        assert agent.post(f"/library/{published}/{act}", reason="x").status_code == 403


def test_the_menu_leads_to_what_there_is(writer: Visitor, agent: Visitor) -> None:
    page = writer.get("/library").text
    assert 'href="/library/new"' in page
    assert 'href="/library/reviews"' in page
    assert 'href="/library/reviews"' not in agent.get("/library").text
