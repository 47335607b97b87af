"""A general question, from the member's sentence to the closed ticket: what the base does not
know, a senior colleague is asked, and the member is answered within ten minutes."""

from datetime import datetime, timedelta

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.reply import reply_to_ticket
from kb.acts.tick import tick
from kb.conversations import Author
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockState
from kb.deadlines.turning import clocks_of
from kb.history import events_of
from kb.notices.notice import Notice, NoticeKind
from kb.terms import Level
from kb.tickets import KnowledgeUse, TicketState, find_ticket, take
from kb.tickets.consult import advise, consult, consults_waiting
from reception import Reception
from world import AFTERNOON

QUESTION = "网球一小时多少钱？"
ANSWER = "网球场每小时50元，请到前台预订。"


def after(minutes: int) -> datetime:
    return AFTERNOON + timedelta(minutes=minutes)


def test_a_question_of_level_one(desk: Reception) -> None:
    agent, lead = desk.staff["agent"], desk.staff["supervisor"]
    token = desk.open_conversation(AFTERNOON)
    asked = desk.ask(token, QUESTION, now=AFTERNOON)
    assert asked.ticket is not None
    number = asked.ticket.number
    assert (asked.ticket.level, asked.ticket.due_at) == (Level.ONE, after(10))

    with desk.database.writing() as session:
        take(session, find_ticket(session, number), by=agent, now=after(1))
        consult(session, find_ticket(session, number), "网球多少钱？", by=agent, now=after(2))
        [waiting] = consults_waiting(session, asked_id=lead)
        advise(session, waiting.consult.id, "50元一小时。", by=lead, now=after(4))
        assert consults_waiting(session) == []
    with desk.database.writing() as session:
        done = reply_to_ticket(session, number, ANSWER, propose=True, by=agent, now=after(6))
        assert done.entry is not None
        knowledge = Knowledge(KnowledgeUse.DRAFTED, done.entry.id)
        close_ticket(session, number, "会员清楚了", knowledge, by=agent, now=after(7))

    said = desk.said(token)[-1]
    assert (said.author, said.text) == (Author.STAFF, ANSWER)
    with desk.database.writing() as session:
        tick(session, now=after(600))
        clocks = clocks_of(session, Subject(Matter.TICKET, number))
        assert {each.rule for each in clocks} >= {"find-1", "answer-1"}
        assert {each.state for each in clocks} == {ClockState.STOPPED}
        late = session.query(Notice).filter_by(kind=NoticeKind.BREACHED).count()
        assert late == 0
        assert find_ticket(session, number).state is TicketState.CLOSED
        assert [each.verb for each in events_of(session, "ticket", number)][:7] == [
            "opened", "taken", "consulted", "advised", "replied", "closed", "linked",
        ]  # fmt: skip
