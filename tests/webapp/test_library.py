import re
from collections.abc import Callable
from itertools import count

import pytest

from kb import clock
from kb.knowledge import propose, submit
from kb.people.person import by_login
from visitor import Visitor
from webapp.services import Services
from world import text as content

numbers = count(1)


@pytest.fixture
def in_review(services: Services) -> str:
    """An entry that 陈立 (maintainer) wrote and submitted."""
    entry_id = f"curling-{next(numbers)}"
    with services.database.writing() as session:
        writer = by_login(session, "maintainer")
        assert writer is not None
        now = clock.now()
        written = content(f"第{entry_id}号冰壶道怎么预约？", "请到前台预约。", "冰壶道预约")
        entry = propose(session, written, by=writer.id, now=now, entry_id=entry_id)
        submit(session, entry, by=writer.id, now=now)
    return entry_id


@pytest.fixture
def writer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


@pytest.fixture
def reviewer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer2")


def ids(page: str) -> list[str]:
    """Of the rows: the menu leads to pages of the library too."""
    return re.findall(r'<a href="/library/([\w-]+)"', page.partition("<tbody")[2])


def test_the_shelf_is_searched_by_words_in_question_variants_and_answer(agent: Visitor) -> None:
    assert "parking" in ids(agent.get("/library?q=停车").text)
    assert ids(agent.get("/library?q=opening-hours").text) == ["opening-hours"]
    assert "parking" not in ids(agent.get("/library?q=%25").text)
    assert "parking" not in ids(agent.get("/library?q=_").text)


@pytest.mark.parametrize(
    ("query", "label"),
    [("category=venue", "场地"), ("audience=internal", "内部"), ("state=published", "已发布")],
)
def test_the_shelf_is_filtered_in_the_address(agent: Visitor, query: str, label: str) -> None:
    page = agent.get(f"/library?{query}").text
    rows = page.partition("<tbody")[2].partition("</tbody>")[0].split("<tr")[1:]
    assert rows
    assert all(label in each for each in rows)
    assert "selected" in page


def test_pages_follow_each_other_and_keep_the_filter(agent: Visitor) -> None:
    first = agent.get("/library?audience=member").text
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found
    link = found[1].replace("&amp;", "&")
    assert "audience=member" in link
    second = agent.get(link).text
    assert not set(ids(first)) & set(ids(second))
    assert "第 2 页" in second


@pytest.mark.parametrize("query", ["category=nope", "state=%00x", "audience=draft"])
def test_a_filter_nobody_offers_is_passed_over_or_refused(agent: Visitor, query: str) -> None:
    assert agent.get(f"/library?{query}").status_code in (200, 400)


def test_an_empty_shelf_shows_the_way_back(agent: Visitor) -> None:
    page = agent.get("/library?q=没有这样的词").text
    assert "没有符合的条目" in page
    assert 'href="/library"' in page
    assert agent.get("/library?page=999").status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_page_that_cannot_be_is_refused(agent: Visitor, page: str) -> None:
    assert agent.get(f"/library?page={page}").status_code == 400


def test_an_entry_shows_all_that_is_known_of_it(agent: Visitor) -> None:
    page = agent.get("/library/medical-card-promotion").text
    for head in (
        "标准答案",
        "电话简答",
        "内部备注",
        "相似问",
        "有效期",
        "复核日期",
        "版本",
        "发布",
    ):
        assert head in page
    assert "有效至2012年3月31日" in page
    assert "发布号" in page


def test_the_writer_may_not_approve_and_is_told_why(writer: Visitor, in_review: str) -> None:
    page = writer.get(f"/library/{in_review}").text
    assert "自己写的不能自己通过" in page
    assert "通过并发布" not in page
    forced = writer.post(f"/library/{in_review}/approval", seen="1")
    assert forced.status_code == 409
    assert "您自己写的" in forced.text


def test_what_a_second_person_approves_is_answered_at_once(
    visitor: Visitor, reviewer: Visitor, in_review: str
) -> None:
    question = f"第{in_review}号冰壶道怎么预约？"
    assert "in_review" in reviewer.get(f"/library/{in_review}").text
    done = reviewer.submit(f"/library/{in_review}/approval", seen="1")
    assert "已通过并发布" in done.text
    said = visitor.client.post("/api/v1/ask", json={"question": question}).json
    assert in_review in [each["id"] for each in said["candidates"]]


def test_a_text_is_sent_back_with_a_reason_only(reviewer: Visitor, in_review: str) -> None:
    refused = reviewer.post(f"/library/{in_review}/rejection", seen="1", reason="")
    assert refused.status_code == 400
    assert "请写上" in refused.text
    page = reviewer.submit(f"/library/{in_review}/rejection", seen="1", reason="价格没有写")
    assert "退回" in page.text
    assert "价格没有写" in page.text


def test_what_was_changed_since_it_was_seen_is_not_approved(
    reviewer: Visitor, in_review: str
) -> None:
    assert reviewer.post(f"/library/{in_review}/approval", seen="7").status_code == 409
    assert reviewer.post(f"/library/{in_review}/approval", seen="x").status_code == 400
    reviewer.submit(f"/library/{in_review}/approval", seen="1")
    assert reviewer.post(f"/library/{in_review}/approval", seen="1").status_code == 409


@pytest.mark.parametrize("entry_id", ["no-such-entry", "%00", "..", "<script>"])
def test_an_entry_that_is_not_there_is_not_found(agent: Visitor, entry_id: str) -> None:
    assert agent.get(f"/library/{entry_id}").status_code == 404
