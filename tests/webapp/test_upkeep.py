"""Keeping entries true on the pages: closing with knowledge, tasks, re-checks, plans, credit."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest

from kb import clock
from kb.acts.publish import publish
from kb.acts.remind import remind
from kb.clock import to_local
from kb.knowledge import edit, find_entry, propose, submit
from kb.people.person import by_login
from kb.terms import Category
from visitor import Visitor
from webapp.services import Services
from world import text

numbers = count(1)


@pytest.fixture
def maintainer(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer")


@pytest.fixture
def second(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("maintainer2")


@pytest.fixture
def published(services: Services) -> str:
    """An entry that 陈立 wrote and 孙雅婷 approved, due for a re-check tomorrow."""
    key = f"kept-{next(numbers)}"
    now = clock.now()
    with services.database.writing() as session:
        chen, sun = (person_id(session, each) for each in ("maintainer", "maintainer2"))
        tomorrow = to_local(now).date() + timedelta(days=1)
        content = text(
            f"{key}号雪地摩托怎么租？", "到前台登记，每小时60元。", review_on=tomorrow,
            category=Category.SHOP,
        )  # fmt: skip
        entry = propose(session, content, by=chen, now=now, entry_id=key)
        submit(session, entry, by=chen, now=now)
        publish(session, key, seen=1, by=sun, now=now)
    services.follower.catch_up()
    return key


def person_id(session, login: str) -> int:  # type: ignore[no-untyped-def]
    found = by_login(session, login)
    assert found is not None
    return int(found.id)


def plan(services: Services, key: str, hours: int) -> None:
    now = clock.now()
    with services.database.writing() as session:
        chen, sun = (person_id(session, each) for each in ("maintainer", "maintainer2"))
        entry = find_entry(session, key)
        content = text(
            f"{key}号雪地摩托怎么租？", "涨到80元。", valid_from=now + timedelta(hours=hours)
        )
        edit(session, entry, content, seen=1, by=chen, now=now)
        submit(session, entry, by=chen, now=now)
        publish(session, key, seen=2, by=sun, now=now)


def hand_over(visitor: Visitor) -> str:
    talk = visitor.ask("转人工：你们有没有跳水培训班", person="yes")
    found = re.search(r"编号</dt><dd>(\d+)", visitor.get(talk).text)
    assert found
    return found[1]


def complain(visitor: Visitor, key: str) -> None:
    talk = visitor.ask(f"{key}号雪地摩托怎么租？")
    page = visitor.get(talk).text
    found = re.search(r'name="outcome" value="(\d+)"', page)
    assert found, page
    visitor.submit(f"{talk}/verdict", outcome=found[1], helpful="no", reason="outdated")


def task_of(page: str, key: str) -> str:
    found = re.search(rf'href="(/library/tasks/\d+)">{key}号', page)
    assert found, page
    return found[1]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "还没有说明用到了哪条知识"),
        ({"use": "none"}, "还没有写为什么不需要知识"),
        ({"use": "reused"}, "还没有选条目"),
        ({"use": "reused", "other_entry": "nope"}, "没有编号为“nope”的条目"),
        ({"use": "improved", "other_entry": "parking"}, "没有改过"),
    ],
)
def test_a_ticket_is_not_closed_without_a_word_on_its_knowledge(
    visitor: Visitor, agent: Visitor, fields: dict[str, str], told: str
) -> None:
    number = hand_over(visitor)
    refused = agent.post(f"/desk/tickets/{number}/closure", why="已答复", **fields)
    assert refused.status_code == 400
    assert told in refused.text
    assert 'value="已答复"' in refused.text
    assert 'id="close" open' in refused.text


def test_a_closed_ticket_shows_what_it_was_answered_with(visitor: Visitor, agent: Visitor) -> None:
    number = hand_over(visitor)
    fields = {"why": "已答复", "use": "reused", "other_entry": "parking"}
    agent.submit(f"/desk/tickets/{number}/closure", **fields)
    page = agent.get(f"/desk/tickets/{number}").text
    assert "用了现成的条目" in page
    assert 'href="/library/parking"' in page


def test_what_members_complain_of_becomes_a_task_until_it_is_settled(
    visit: Callable[[], Visitor], maintainer: Visitor, second: Visitor, published: str
) -> None:
    complain(visit(), published)
    complain(visit(), published)
    page = maintainer.get("/library/tasks?kind=feedback&mine=yes").text
    path = task_of(page, published)
    assert "会员说已经过时" in page
    told = second.get(path).text
    assert "每小时60元" in told
    assert "陈立负责" in told
    assert f"{published}号雪地摩托怎么租" in told.partition("会员当时问的")[2]
    assert "孙雅婷负责" in second.submit(f"{path}/owner").text
    refused = second.post(f"{path}/resolution", resolution="no_change")
    assert refused.status_code == 400
    assert "还没有写原因" in refused.text
    unfinished = second.post(f"{path}/resolution", resolution="mended")
    assert unfinished.status_code == 409
    assert "还没有发布过新的内容" in unfinished.text
    done = second.submit(f"{path}/resolution", resolution="no_change", note="会员看的是旧海报")
    assert "会员看的是旧海报" in done.text
    assert "号雪地摩托" in second.get("/library/tasks?done=yes").text
    assert second.post(f"{path}/resolution", resolution="mended").status_code == 409


def test_an_entry_is_found_right_and_due_again_later(
    services: Services, maintainer: Visitor, second: Visitor, published: str
) -> None:
    with services.database.writing() as session:
        remind(session, now=clock.now() + timedelta(days=2))
    page = second.get(f"/library/{published}/upkeep").text
    assert "待复核" in page
    path = task_of(second.get("/library/tasks?kind=overdue").text, published)
    for day in ("2020-01-01", "nonsense"):
        refused = second.post(f"/library/{published}/verifications", again_on=day, note="对过")
        assert refused.status_code == 400
        assert 'value="对过"' in refused.text
    done = second.submit(f"/library/{published}/verifications", note="和店长对过", again_on="")
    assert "已复核，下次复核日期" in done.text
    assert "和店长对过" in done.text
    assert "复核无误" in maintainer.get(path).text


def test_a_planned_text_is_announced_and_can_be_called_off(
    services: Services, second: Visitor, agent: Visitor, published: str
) -> None:
    plan(services, published, hours=30)
    entry = second.get(f"/library/{published}").text
    assert "第 1 版</dd>" in entry
    page = second.get(f"/library/{published}/upkeep").text
    assert "起换成第 2 版" in page
    assert "取消定时改动" not in agent.get(f"/library/{published}/upkeep").text
    refused = second.post(f"/library/{published}/plan/cancellation", reason="")
    assert refused.status_code == 400
    assert "还没有写原因" in refused.text
    done = second.submit(f"/library/{published}/plan/cancellation", reason="推迟")
    assert "现在的内容继续生效" in done.text
    assert "起换成第 2 版" not in done.text
    again = second.post(f"/library/{published}/plan/cancellation", reason="推迟")
    assert again.status_code == 409


def test_the_reviewer_grades_and_is_told_when_a_text_comes_into_force(
    services: Services, second: Visitor, maintainer: Visitor, published: str
) -> None:
    now = clock.now()
    with services.database.writing() as session:
        chen = person_id(session, "maintainer")
        entry = find_entry(session, published)
        later = text("雪地摩托", "涨到80元，含头盔。", valid_from=now + timedelta(days=3))
        edit(session, entry, later, seen=1, by=chen, now=now)
        submit(session, entry, by=chen, now=now)
    done = second.submit(f"/library/{published}/approval", seen="2", grade="A")
    assert "自动生效" in done.text
    page = maintainer.get("/library/contributions").text
    assert "评级 A" in page


def test_a_contributor_sees_the_story_and_a_reviewer_may_reverse_it(
    visit: Callable[[], Visitor],
    maintainer: Visitor,
    second: Visitor,
    agent: Visitor,
    published: str,
) -> None:
    complain(visit(), published)
    mine = maintainer.get("/library/contributions").text
    assert "我的贡献" in mine
    record = mine.partition("全部记录")[2]
    story = record.partition(f"{published}号")[2].partition("</li>")[0]
    assert "孙雅婷审核" in story
    assert re.search(r'回答了会员 <span class="figure">1</span> 次', story)
    assert "次说没用" in story
    page = second.get(f"/library/{published}/contributions").text
    assert "陈立" in page
    found = re.search(r"/library/contributions/(\d+)/reversal", page)
    assert found
    path = f"/library/contributions/{found[1]}/reversal"
    assert agent.post(path, reason="试试").status_code == 403
    refused = second.post(path, reason=" ")
    assert refused.status_code == 400
    assert "还没有写原因" in refused.text
    assert "已撤销，不计贡献：内容抄自海报" in second.submit(path, reason="内容抄自海报").text
    assert second.post(path, reason="再撤").status_code == 409
    assert "不计贡献" in maintainer.get("/library/contributions").text


def test_the_points_of_a_month_are_told_line_by_line_to_oneself_and_to_who_leads(
    maintainer: Visitor, second: Visitor, visit: Callable[[], Visitor], services: Services
) -> None:
    now = clock.now()
    with services.database.writing() as session:
        chen, sun = (person_id(session, each) for each in ("maintainer", "maintainer2"))
        content = text("溜冰鞋能自带吗？", "可以自带，进场以前请值班教练检查刀刃和护具。")
        propose(session, content, by=chen, now=now, entry_id="skates")
        submit(session, find_entry(session, "skates"), by=chen, now=now)
        publish(session, "skates", seen=1, by=sun, now=now)
    mine = maintainer.get("/library/contributions").text
    assert "溜冰鞋能自带吗" in mine.partition("全部记录")[0]
    assert "新条目 3 分 × 1（评级 B） × 85%（执笔）" in mine
    assert "每月上限" in mine
    assert "/manage/definitions#contribution_new_entry" in mine
    address = f"/library/contributions?person={chen}"
    assert "得分" not in second.get(address).text
    leader = visit().log_in("supervisor")
    assert "新条目 3 分" in leader.get(address).text
    assert "这个月还没有得分" in leader.get(f"{address}&month=2020-01").text
    assert leader.get(f"{address}&month=2020-13").status_code == 400


def test_only_reviewers_look_at_the_contributions_of_others(
    services: Services, second: Visitor, agent: Visitor, published: str
) -> None:
    with services.database.reading() as session:
        chen = person_id(session, "maintainer")
    assert "陈立的贡献" in second.get(f"/library/contributions?person={chen}").text
    assert "我的贡献" in agent.get(f"/library/contributions?person={chen}").text
    assert second.get("/library/contributions?person=99999").status_code == 404


@pytest.mark.parametrize(
    "path", ["tasks/0", "tasks/99999999999", "nope/upkeep", "nope/contributions"]
)
def test_what_is_not_there_is_not_found(maintainer: Visitor, path: str) -> None:
    assert maintainer.get(f"/library/{path}").status_code == 404


def test_filters_of_tasks_survive_odd_addresses(maintainer: Visitor) -> None:
    for query in ("kind=nope", "department=%00", "done=maybe", "page=999"):
        assert maintainer.get(f"/library/tasks?{query}").status_code in (200, 400)
    assert "还没有完成的任务" in maintainer.get("/library/tasks?done=yes&kind=spot_check").text
