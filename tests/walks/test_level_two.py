"""Something to repair, from the member's sentence to the closed ticket: recorded in full, handed
to the department, planned, late, put off with a reason, solved; the member is told all along."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.reply import reply_to_ticket
from kb.acts.tick import tick
from kb.acts.update_member import update_member
from kb.conversations import by_token
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.deadlines.turning import clocks_of
from kb.terms import Category, Department, Level
from kb.tickets import KnowledgeUse, TicketState, find_ticket
from kb.tickets.course import course_of
from kb.tickets.refer import Case, refer
from kb.tickets.settling import plan, report_solved, reschedule
from reception import Reception
from webapp.member.transcript import turns
from world import AFTERNOON

QUESTION = "3号羽毛球场的灯坏了，一直在闪，没法打球"
CASE = Case(QUESTION, "今天下午三点", "刘先生", "13812345678", "今晚能用")


def after(minutes: int) -> datetime:
    return AFTERNOON + timedelta(minutes=minutes)


def test_a_question_of_level_two(desk: Reception) -> None:
    agent, venue = desk.staff["agent"], desk.staff["department"]
    token = desk.open_conversation(AFTERNOON)
    asked = desk.ask(token, QUESTION, now=AFTERNOON)
    assert asked.ticket is not None
    assert (asked.ticket.level, asked.ticket.due_at) == (Level.TWO, after(15))
    assert (asked.ticket.category, asked.ticket.department) == (Category.VENUE, Department.VENUE)
    number = asked.ticket.number

    with desk.database.writing() as session:
        ticket = find_ticket(session, number)
        refer(session, ticket, Department.VENUE, CASE, "灯具归场地部", by=agent, now=after(10))
    assert "已转场地部处理，有了方案" in progress(desk, token, after(11))

    with desk.database.writing() as session:
        plan(session, find_ticket(session, number), "换灯管", after(90), by=venue, now=after(40))
        update_member(session, number, "场地部今天就换灯管。", by=agent, now=after(45))
    assert "已转场地部处理，预计 16:30 前完成" in progress(desk, token, after(50))
    assert desk.said(token)[-1].text == "场地部今天就换灯管。"

    with desk.database.writing() as session:
        tick(session, now=after(91))
        expected = [each for each in clocks(session, number) if each.rule == "expected"]
        assert [each.state for each in expected] == [ClockState.BREACHED]
    assert "比预计的晚了，抱歉" in progress(desk, token, after(92))

    with desk.database.writing() as session:
        ticket = find_ticket(session, number)
        reschedule(session, ticket, after(150), "灯管缺货", by=venue, now=after(95))
        update_member(session, number, "缺一个配件，17:30 前换好。", by=agent, now=after(97))
    assert "预计 17:30 前完成" in progress(desk, token, after(98))

    solved_answered_and_closed(desk, number)
    assert progress(desk, token, after(151)) == "已处理完毕"


def solved_answered_and_closed(desk: Reception, number: int) -> None:
    agent, venue = desk.staff["agent"], desk.staff["department"]
    with desk.database.writing() as session:
        report_solved(session, find_ticket(session, number), "换好了", by=venue, now=after(140))
        assert find_ticket(session, number).state is TicketState.IN_PROGRESS
        reply_to_ticket(session, number, "灯已换好。", propose=False, by=agent, now=after(145))
        none = Knowledge(KnowledgeUse.NONE, reason="设施报修")
        close_ticket(session, number, "会员已确认", none, by=agent, now=after(150))
        assert {each.state for each in clocks(session, number)} == {ClockState.STOPPED}
        story = [each.what for each in course_of(session, find_ticket(session, number))]
    assert story == [
        "转场地部",
        "给出方案，预计 11月18日 16:30 完成",
        "告知会员进展",
        "时间从 11月18日 16:30 改到 11月18日 17:30",
        "告知会员进展",
        "已解决",
        "答复会员",
        "关闭",
    ]


def clocks(session: Session, number: int) -> Sequence[StageClock]:
    return clocks_of(session, Subject(Matter.TICKET, number))


def progress(desk: Reception, token: str, now: datetime) -> str:
    """What the member's page says of it."""
    with desk.database.reading() as session:
        shown = [
            each.ticket
            for each in turns(session, by_token(session, token), desk.assistant, now=now)
        ]
    [promise] = [each for each in shown if each]
    return promise.progress
