"""The shelf's filters, and one act on many of its entries."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from asking import answered
from kb import clock
from kb.clock import to_local
from kb.knowledge import EntryState, find_entry, find_revision
from visitor import Visitor
from webapp.services import Services

BOTH = ["birthday-care", "locker"]


@pytest.fixture
def maintainer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


def some_ids(maintainer: Visitor, query: str = "") -> list[str]:
    page = maintainer.get(f"/library?state=published{query}").text
    return re.findall(r'name="ids" value="([\w-]+)"', page)


def act(maintainer: Visitor, ids: list[str], **fields: object) -> str:
    maintainer.get("/library")
    answer = maintainer.client.post(
        "/library/bulk", data={"csrf_token": maintainer.token, "ids": ids, **fields}
    )
    assert answer.status_code == 303, answer.text
    return maintainer.get(answer.location).text


def undo(maintainer: Visitor, page: str) -> str:
    found = re.search(r'action="(/library/bulk/\d+/undoing)"', page)
    assert found
    return maintainer.submit(found[1], back="/library").text


def test_several_get_tags_and_lose_them_again(maintainer: Visitor, services: Services) -> None:
    ids = some_ids(maintainer)[-2:]
    page = act(maintainer, ids, act="tags", tags="热门、 夏季 热门")
    assert "已处理 2 条。" in page
    with services.database.reading() as session:
        for each in ids:
            entry = find_entry(session, each)
            assert find_revision(session, each, entry.live or 0).tags == ["热门", "夏季"]
    assert "已撤销 2 条。" in undo(maintainer, page)
    assert "undoing" not in maintainer.get("/library").text


def test_retiring_takes_a_reason_and_comes_back(maintainer: Visitor, services: Services) -> None:
    [one] = some_ids(maintainer)[-1:]
    refused = maintainer.client.post(
        "/library/bulk", data={"csrf_token": maintainer.token, "ids": [one], "act": "retire"}
    )
    assert refused.status_code == 400
    page = act(maintainer, [one], act="retire", reason="不再提供")
    assert one not in services.follower.snapshot().documents
    undo(maintainer, page)
    assert one in services.follower.snapshot().documents


def in_a_month() -> str:
    return (to_local(clock.now()).date() + timedelta(days=30)).isoformat()


def test_a_date_is_set_and_a_wrong_one_refused(maintainer: Visitor, services: Services) -> None:
    [one] = some_ids(maintainer)[-1:]
    page = act(maintainer, [one], act="review_on", review_on=in_a_month())
    assert "已处理 1 条" in page
    undo(maintainer, page)
    for fields in ({"act": "review_on", "review_on": "soon"}, {"act": "nonsense"}):
        data = {"csrf_token": maintainer.token, "ids": [one], **fields}
        assert maintainer.client.post("/library/bulk", data=data).status_code == 400


def test_what_does_not_fit_is_told(maintainer: Visitor, services: Services) -> None:
    [one] = some_ids(maintainer)[-1:]
    page = act(maintainer, [one], act="submit")
    assert "已处理 0 条。没动 1 条" in page
    with services.database.reading() as session:
        assert find_entry(session, one).state is EntryState.PUBLISHED


def test_nothing_chosen_is_told_so(maintainer: Visitor) -> None:
    maintainer.get("/library")
    answer = maintainer.post("/library/bulk", act="tags", tags="热门")
    assert answer.status_code == 400
    assert "请先勾选条目" in answer.text


def test_who_may_not_edit_sees_no_boxes(agent: Visitor) -> None:
    page = agent.get("/library").text
    assert 'name="ids"' not in page
    assert "对勾选的条目" not in page


def test_the_shelf_is_filtered_by_department_and_by_what_was_never_asked(
    maintainer: Visitor, services: Services
) -> None:
    [one] = some_ids(maintainer, "&department=shop")[:1]
    assert one in some_ids(maintainer, "&only=unasked&department=shop")
    with services.database.writing() as session:
        answered(session, "有没有卖东西的", one, now=clock.now())
    assert one not in some_ids(maintainer, "&only=unasked&department=shop")
    assert maintainer.get("/library?only=due").status_code == 200
    assert "问到它的情况" in maintainer.get(f"/library/{one}").text


def test_an_entry_tells_what_it_is_asked_for(maintainer: Visitor, services: Services) -> None:
    with services.database.writing() as session:
        answered(session, "健身房的器械怎么用", "rules-swimming", "privacy", now=clock.now())
        answered(session, "隐私保护得怎么样", "privacy", helpful=True, now=clock.now())
    page = maintainer.get("/library/privacy").text
    assert "大家用这些词问到它" in page
    assert "接近它、却由别的条目回答的" in page
    assert "rules-swimming" in page
