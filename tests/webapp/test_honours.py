"""Grades, coaching and honours as the pages show them."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from appraising import Did, month_result, seal_result
from kb import clock
from kb.acts.propose_honours import propose_honours
from kb.people.person import Person
from kb.period import month
from visitor import Visitor
from webapp.services import Services

MARCH = month(2019, 3)


@pytest.fixture
def closed(services: Services) -> dict[str, int]:
    """小王 weak, 周敏 strong, and the proposals that follow."""
    now = clock.now()
    with services.database.writing() as session:
        known = session.execute(select(Person.login, Person.id))
        ids: dict[str, int] = {login: number for login, number in known}  # noqa: C416
        agents = {ids["agent"]: Did("48.20", teamwork="12"), ids["supervisor"]: Did("93")}
        seal_result(session, MARCH, month_result(MARCH.key, agents), now)
        propose_honours(session, MARCH, now=now)
    return ids


def test_from_a_weak_month_to_coaching_and_from_a_proposal_to_a_certificate(
    closed: dict[str, int], visit: Callable[[], Visitor], agent: Visitor
) -> None:
    lead, manager = visit().log_in("supervisor"), visit().log_in("manager")
    here = f"/manage/grades/{closed['agent']}"
    asked = f"?month={MARCH.key}"
    assert "48.20" in lead.get(f"/manage/grades{asked}").text
    form = {"month": MARCH.key}
    assert "确认等级" in lead.get(f"{here}{asked}").text
    refused = lead.post(here, **form, grade="weak", words="")
    assert refused.status_code == 400
    assert "请写一两句话" in refused.text
    page = lead.submit(here, **form, grade="weak", words="忙，但拖得久")
    assert "先辅导" in page.text
    own = f"/manage/grades/{closed['supervisor']}"
    assert "请另一位主管或经理来评" in lead.get(f"{own}{asked}").text
    assert lead.post(own, **form, grade="excellent", words="好").status_code == 403
    assert lead.post(f"{here}/consequences", **form, kind="talk", consequence="谈"
                     ).status_code == 409  # fmt: skip
    coach = str(closed["supervisor"])
    bad = lead.post(f"{here}/coaching", **form, coach=coach, goals="按时", due_on="x")
    assert "请选完成的日期" in bad.text
    page = lead.submit(f"{here}/coaching", **form, coach=coach, goals="按时", due_on="2099-01-01")
    plan = re.search(r"/manage/coaching/(\d+)/check-ins", page.text)
    assert plan
    page = lead.submit(f"/manage/coaching/{plan[1]}/check-ins", note="一起听了录音")
    standing = agent.get("/me/standing").text
    assert "一起听了录音" in standing
    assert "忙，但拖得久" in standing
    assert "我会改" in agent.submit(f"/me/coaching/{plan[1]}/notes", note="我会改").text
    assert visit().log_in("maintainer").post(f"/me/coaching/{plan[1]}/notes", note="x"
                                             ).status_code == 404  # fmt: skip
    done = lead.submit(f"/manage/coaching/{plan[1]}/outcome", ending="reached", outcome="按时了")
    assert "按时了" in done.text
    assert "专项培训" in done.text
    _honours(lead, manager, agent)


def _honours(lead: Visitor, manager: Visitor, agent: Visitor) -> None:
    page = lead.get("/manage/honours").text
    assert "和您自己有关" in page
    places = dict(re.findall(r'aria-label="授予或不授予(\S+?)的理由"', page) and re.findall(
        r'honours/(\d+)/decision".*?授予或不授予(\S+?)的理由', page, re.DOTALL))  # fmt: skip
    number = next(each for each, name in places.items() if name == "小王团队奖")
    where = f"/manage/honours/{number}"
    assert lead.get(f"{where}/certificate").status_code == 404
    assert lead.post(f"{where}/decision", verdict="confirmed", reason="").status_code == 400
    lead.submit(f"{where}/decision", verdict="confirmed", reason="总在别人需要时接手")
    assert "没有新的提名" in manager.submit("/manage/honours/proposals", period=MARCH.key).text
    assert manager.get(where).status_code == 200
    assert "总在别人需要时接手" in agent.get("/manage/honours").text
    assert "待确认的提名" not in agent.get("/manage/honours").text
    assert f"{where}/certificate" in agent.get("/me/standing").text
    paper = agent.get(f"{where}/certificate").text
    assert "2019年3月" in paper
    assert "小王" in paper
    for path in (where, "/manage/grades"):
        assert agent.get(path).status_code == 403
