"""Honours from closed months: proposed once, decided by somebody else, told to everybody."""

import pytest
from sqlalchemy import func, select

from appraising import Did, month_result, seal_result
from house import ROOT
from kb.acts.close_month import close_month
from kb.acts.propose_honours import decide_honour, propose_honours
from kb.appraisals.honour import Honour, HonourKind, HonourVerdict, honours_in, honours_of
from kb.db import Database
from kb.errors import BadInput, Conflict, NotAllowed
from kb.notices.notice import Notice, NoticeKind
from kb.people.accounts import post
from kb.period import month, year
from kb.policy import adopt, read_policies
from kb.terms import Department
from world import AFTERNOON, MORNING, hire_others, hire_staff, shanghai

OCTOBER = month(2026, 10)
GRANTED, DECLINED = HonourVerdict.CONFIRMED, HonourVerdict.DECLINED


def test_a_closed_month_proposes_once_and_a_person_decides(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff, others = hire_staff(session), hire_others(session)
        wang, li, liu = staff.wang.id, staff.li.id, others.liu.id
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)
        with pytest.raises(Conflict, match="还没有结账"):
            propose_honours(session, OCTOBER, now=AFTERNOON)
        agents = {wang: Did("91"), li: Did("85", teamwork="9")}
        result = month_result("2026-10", agents, {Department.VENUE: ("88", 4)})
        seal_result(session, OCTOBER, result, AFTERNOON)
        made = propose_honours(session, OCTOBER, now=AFTERNOON)
        agent, venue, team = made
        assert [each.kind for each in made] == [
            HonourKind.AGENT, HonourKind.DEPARTMENT, HonourKind.TEAM,
        ]  # fmt: skip
        assert agent.figures[0]["value"] == "91.00"
        assert propose_honours(session, OCTOBER, now=AFTERNOON) == []
        asked = select(Notice.person_id).where(Notice.kind == NoticeKind.DECISION)
        assert set(session.scalars(asked)) == {li, liu}
        with pytest.raises(NotAllowed, match="自己"):
            decide_honour(session, team, GRANTED, "好", by=li, now=AFTERNOON)
        with pytest.raises(NotAllowed):
            decide_honour(session, agent, GRANTED, "好", by=wang, now=AFTERNOON)
        with pytest.raises(BadInput):
            decide_honour(session, agent, GRANTED, " ", by=li, now=AFTERNOON)
        decide_honour(session, agent, GRANTED, "忙的一个月里最稳", by=li, now=AFTERNOON)
        decide_honour(session, venue, DECLINED, "灯坏了两次", by=liu, now=AFTERNOON)
        with pytest.raises(Conflict, match="已经有了结论"):
            decide_honour(session, agent, DECLINED, "改", by=liu, now=AFTERNOON)
        assert honours_of(session, wang) == [agent]
        news = select(Notice).where(Notice.kind == NoticeKind.NEWS)
        texts = {each.text for each in session.scalars(news)}
        assert texts == {"小王获得2026年10月最佳客服。"}
        everybody = select(func.count(Notice.id)).where(Notice.kind == NoticeKind.NEWS)
        assert session.scalar(everybody) == 6


def test_nobody_decides_on_their_own_department(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        post(session, staff.li, [Department.VENUE], by=None, now=MORNING)
        honour = Honour(period="2026-10", kind=HonourKind.DEPARTMENT, department=Department.VENUE,
                        figures=[], proposed_at=AFTERNOON)  # fmt: skip
        session.add(honour)
        session.flush()
        with pytest.raises(NotAllowed, match="自己的部门"):
            decide_honour(session, honour, GRANTED, "好", by=staff.li.id, now=AFTERNOON)


def test_december_proposes_the_year_as_well(sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = hire_staff(session)
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)
        for number in range(1, 12):
            result = month_result(f"2026-{number:02}", {staff.wang.id: Did("91")})
            seal_result(session, month(2026, number), result, AFTERNOON)
        close_month(session, month(2026, 12), by=None, now=shanghai(2027, 1, 5, 6))
        (of_year,) = honours_in(session, year(2026).key)
        assert (of_year.kind, of_year.person_id) == (HonourKind.AGENT, staff.wang.id)
        assert of_year.figures[0]["count"] == 220
