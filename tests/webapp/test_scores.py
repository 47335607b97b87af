"""Scores as the pages show them: by whom, down to their rows, and what is said of a month."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from kb import clock
from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.reply import reply_to_ticket
from kb.acts.triage_words import Proposal
from kb.kpi.measures import MEASURES
from kb.people.person import Person
from kb.period import month_of, neighbour
from kb.terms import Category, Channel, Department, Level
from kb.tickets import KnowledgeUse, find_ticket
from kb.tickets.refer import Case, refer
from kb.tickets.settling import report_solved
from visitor import Visitor
from webapp.services import Services


@pytest.fixture(scope="module")
def ids() -> dict[str, int]:
    return {}


@pytest.fixture
def worked(services: Services, ids: dict[str, int]) -> dict[str, int]:
    """Of this month: one ticket answered and closed, and one that the venue solved."""
    if ids:
        return ids
    now = clock.now()
    with services.database.writing() as session:
        for login in ("agent", "supervisor", "department", "manager"):
            ids[login] = session.scalars(select(Person.id).where(Person.login == login)).one()
        for name, level in (("plain", Level.ONE), ("lamp", Level.TWO)):
            call = Call(Channel.PHONE, f"{name}：=1+1 灯坏了吗？", level, Category.VENUE, "冯先生")
            proposal = Proposal(level, Category.VENUE, ("按来电判断。",))
            ids[name] = open_by_hand(
                session, call, proposal, by=ids["agent"], now=now
            ).ticket.number
        reply_to_ticket(session, ids["plain"], "没有坏。", propose=False, by=ids["agent"], now=now)
        nothing = Knowledge(KnowledgeUse.NONE, reason="只和这一次有关")
        close_ticket(session, ids["plain"], "已答复", nothing, by=ids["agent"], now=now)
        lamp = find_ticket(session, ids["lamp"])
        case = Case("灯坏了", "今天")
        referral = refer(session, lamp, Department.VENUE, case, "要修", by=ids["agent"], now=now)
        ids["referral"] = referral.id
        report_solved(session, lamp, "换好了", by=ids["department"], now=now)
    return ids


def this_month() -> str:
    return month_of(clock.now()).key


def test_the_month_opens_down_to_its_rows(
    worked: dict[str, int], visit: Callable[[], Visitor]
) -> None:
    manager = visit().log_in("manager")
    page = manager.get("/manage/scores").text
    assert "小王" in page
    assert "场地部" in page
    own = manager.get(f"/manage/scores/{worked['agent']}")
    assert own.status_code == 200
    link = re.search(r'href="(/manage/sources\?[^"]*measure=cases)"', own.text)
    assert link
    rows = manager.get(link[1].replace("&amp;", "&")).text
    assert f"工单 {worked['plain']}" in rows
    assert "关闭" in rows
    venue = manager.get("/manage/sources?department=venue&measure=department_solved").text
    assert "转场地部：灯坏了" in venue
    for measure in MEASURES:
        assert f'id="{measure}"' in manager.get("/manage/definitions").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/manage/scores?month=2026-13", 400),
        ("/manage/scores/999999", 404),
        ("/manage/scores/departments/nope", 404),
        ("/manage/scores/departments/shop", 200),
        ("/manage/scores/year?year=20x6", 400),
        ("/manage/scores/year", 200),
        ("/manage/scores?month=2020-01", 200),
        ("/manage/sources?person=1&measure=nope", 404),
        ("/manage/sources?person=x&measure=cases", 400),
        ("/manage/scores/restatement?month=2020-01", 200),
    ],
)
def test_odd_addresses_are_answered(
    worked: dict[str, int], visit: Callable[[], Visitor], path: str, status: int
) -> None:
    assert visit().log_in("manager").get(path).status_code == status


def test_a_colleague_sees_their_own_month_and_nobody_elses(
    worked: dict[str, int], visit: Callable[[], Visitor], agent: Visitor
) -> None:
    page = agent.get("/me").text
    assert "我的绩效" in page
    assert agent.get("/me/sources?measure=cases").status_code == 200
    for path in ("/manage/scores", f"/manage/scores/{worked['supervisor']}", "/manage/scores/file",
                 f"/manage/sources?person={worked['supervisor']}&measure=cases"):  # fmt: skip
        assert agent.get(path).status_code == 403
    assert agent.get("/manage/definitions").status_code == 200
    department = visit().log_in("department")
    page = department.get("/me").text
    assert "场地部" in page
    link = re.search(r'href="(/me/sources\?[^"]*measure=department_solved)"', page)
    assert link
    assert "转场地部：灯坏了" in department.get(link[1].replace("&amp;", "&")).text
    for someone in (department, agent):
        path = "/me/sources?department=shop&measure=department_solved"
        assert someone.get(path).status_code == 403


def test_three_views_stand_side_by_side(
    worked: dict[str, int], visit: Callable[[], Visitor], agent: Visitor
) -> None:
    said = {"month": this_month(), "mark-speed": "4", "words-speed": "接得快"}
    assert "接得快" in agent.submit("/me/opinions", **said).text
    lead = visit().log_in("supervisor")
    path = f"/manage/scores/{worked['agent']}/opinions"
    page = lead.submit(path, **{**said, "mark-speed": "3", "words-speed": "可以再快"}).text
    assert "接得快" in page
    assert "可以再快" in page
    refused = lead.post(path, month=this_month(), **{"words-quality": "好"})
    assert refused.status_code == 400
    assert "还没有打分" in refused.text
    assert 'value="好"' in refused.text
    nothing = lead.post(path, month=this_month())
    assert "至少给一个方面打分" in nothing.text
    assert agent.post(path, **said).status_code == 403
    own = f"/manage/scores/{worked['supervisor']}/opinions"
    assert "作为主管评价" not in lead.get(f"/manage/scores/{worked['supervisor']}").text
    ahead = neighbour(month_of(clock.now()), 1).key
    assert lead.post(own, month=ahead, **{"mark-speed": "5"}).status_code == 409


def test_the_agent_rates_how_the_department_worked_with_us(
    worked: dict[str, int], visit: Callable[[], Visitor], agent: Visitor
) -> None:
    path = f"/desk/tickets/{worked['lamp']}"
    assert "这次和场地部配合得怎么样" in agent.get(path).text
    referral = str(worked["referral"])
    low = agent.post(f"{path}/cooperation", referral=referral, cooperation="2")
    assert low.status_code == 400
    assert "低于 3 分" in low.text
    assert agent.post(f"{path}/cooperation", referral="0", cooperation="5").status_code == 404
    page = agent.submit(f"{path}/cooperation", referral=referral, cooperation="5").text
    assert "评分已记下" in page
    again = agent.post(f"{path}/cooperation", referral=referral, cooperation="1",
                       cooperation_why="改主意")  # fmt: skip
    assert again.status_code == 409
    venue = visit().log_in("manager").get("/manage/scores/departments/venue").text
    assert "5.00" in venue


def test_the_month_as_a_workbook(worked: dict[str, int], visit: Callable[[], Visitor]) -> None:
    file = visit().log_in("manager").get("/manage/scores/file")
    assert file.status_code == 200
    book = load_workbook(BytesIO(file.data))
    assert book.sheetnames == ["总分", "客服专员", "责任部门", "指标说明"]
    rows = list(book["客服专员"].iter_rows(values_only=True))
    assert ("小王", "关闭的工单") in {row[:2] for row in rows}
    assert all(cell.data_type != "f" for row in book["总分"].iter_rows() for cell in row)
