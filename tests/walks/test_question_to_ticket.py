"""One question's way, step by step: docs/walk.md says which file does what."""

from datetime import timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import func, select

from kb.acts.open_assistant import open_assistant
from kb.acts.publish import publish
from kb.acts.reply import reply_to_ticket
from kb.answering.assistant import Assistant
from kb.conversations import Author
from kb.errors import Conflict
from kb.history import Event
from kb.knowledge import EntryState, find_entry
from kb.search import Follower
from kb.search.follower import LOOK_EVERY
from kb.terms import DecisionKind, Level, Reason
from kb.tickets import TicketState, find_ticket, open_tickets, take
from reception import CORPUS, Reception, share_cache
from world import AFTERNOON, NEXT_DAY

QUESTION = "网球一小时多少钱？"
REPLY = "网球场每小时50元，请到前台预订。"
TAKEN, REPLIED = (AFTERNOON + timedelta(minutes=minutes) for minutes in (2, 4))


def test_one_questions_way(reception: Reception, cache: Path, tmp_path: Path) -> None:
    other_host = share_cache(tmp_path / "other host", cache)
    other, its_assistant = open_assistant(reception.database, CORPUS, other_host)
    begun = last_event(reception)

    token = reception.open_conversation(AFTERNOON)
    number = what_the_base_does_not_know_goes_to_a_person(reception, token)
    the_member_is_told_by_whom_and_when(reception, token, number)
    it_waits_on_the_desk(reception, number)
    an_agent_takes_it(reception, number)
    entry_id = the_agent_replies_and_proposes_an_entry(reception, number)
    the_member_reads_the_reply(reception, token)
    its_writer_cannot_approve_it(reception, entry_id)
    the_maintainer_publishes_it(reception, entry_id)
    every_process_knows_it_at_its_next_look(entry_id, reception.follower, other)
    the_same_question_is_answered_now(reception, entry_id)
    the_other_process_answers_it_too(its_assistant, entry_id)
    history_tells_the_story_in_order(reception, begun)


def what_the_base_does_not_know_goes_to_a_person(reception: Reception, token: str) -> int:
    asked = reception.ask(token, QUESTION, now=AFTERNOON)
    assert asked.ticket is not None
    assert asked.outcome.decision is DecisionKind.HANDOFF
    assert asked.outcome.reason in (Reason.NO_KNOWLEDGE, Reason.NEAR_MISS)
    assert "badminton-price" in {each["id"] for each in asked.ticket.candidates}
    return asked.ticket.number


def the_member_is_told_by_whom_and_when(reception: Reception, token: str, number: int) -> None:
    question, told = reception.said(token)
    assert (question.author, question.text) == (Author.MEMBER, QUESTION)
    assert told.author is Author.ASSISTANT
    assert all(part in told.text for part in ("同事", str(number), "15:10"))
    assert "元" not in told.text  # not the price of badminton


def it_waits_on_the_desk(reception: Reception, number: int) -> None:
    with reception.database.reading() as session:
        [ticket] = open_tickets(session)
    assert (ticket.number, ticket.question, ticket.level) == (number, QUESTION, Level.ONE)
    assert ticket.due_at == AFTERNOON + timedelta(minutes=10)


def an_agent_takes_it(reception: Reception, number: int) -> None:
    with reception.database.writing() as session:
        ticket = take(session, find_ticket(session, number), by=reception.staff["agent"], now=TAKEN)
    assert ticket.state is TicketState.IN_PROGRESS


def the_agent_replies_and_proposes_an_entry(reception: Reception, number: int) -> str:
    agent = reception.staff["agent"]
    with reception.database.writing() as session:
        done = reply_to_ticket(session, number, REPLY, propose=True, by=agent, now=REPLIED)
    assert done.ticket.state is TicketState.ANSWERED
    assert done.entry is not None
    assert (done.entry.state, done.entry.live) == (EntryState.IN_REVIEW, None)
    return done.entry.id


def the_member_reads_the_reply(reception: Reception, token: str) -> None:
    last = reception.said(token)[-1]
    assert (last.author, last.text) == (Author.STAFF, REPLY)
    assert last.by_id == reception.staff["agent"]


def its_writer_cannot_approve_it(reception: Reception, entry_id: str) -> None:
    with pytest.raises(Conflict, match="自己写的"), reception.database.writing() as session:
        publish(session, entry_id, seen=1, by=reception.staff["agent"], now=NEXT_DAY)
    with reception.database.reading() as session:
        assert find_entry(session, entry_id).state is EntryState.IN_REVIEW


def the_maintainer_publishes_it(reception: Reception, entry_id: str) -> None:
    maintainer, nudge = reception.staff["maintainer"], reception.follower.catch_up
    with reception.database.writing() as session:
        entry = publish(session, entry_id, seen=1, by=maintainer, now=NEXT_DAY, nudge=nudge)
    assert (entry.state, entry.live) == (EntryState.PUBLISHED, 1)


def every_process_knows_it_at_its_next_look(
    entry_id: str, here: Follower, elsewhere: Follower
) -> None:
    assert entry_id in here.snapshot().documents
    sleep(LOOK_EVERY)
    assert entry_id in elsewhere.snapshot().documents


def the_same_question_is_answered_now(reception: Reception, entry_id: str) -> None:
    asked = reception.ask_anew(QUESTION, NEXT_DAY)
    assert (asked.outcome.decision, asked.ticket) == (DecisionKind.ANSWER, None)
    assert (asked.outcome.entry_ids, asked.text) == ([entry_id], REPLY)


def the_other_process_answers_it_too(assistant: Assistant, entry_id: str) -> None:
    decision = assistant.consider(QUESTION, now=NEXT_DAY)
    assert [each.id for each in decision.entries] == [entry_id]
    assert decision.text == REPLY


def history_tells_the_story_in_order(reception: Reception, begun: int) -> None:
    agent, maintainer = reception.staff["agent"], reception.staff["maintainer"]
    with reception.database.reading() as session:
        events = list(session.scalars(select(Event).where(Event.id > begun).order_by(Event.id)))
    assert [(each.subject_type, each.verb, each.by_id) for each in events] == [
        ("conversation", "opened", None),
        ("ticket", "opened", None),
        ("message", "decided", None),
        ("ticket", "taken", agent),
        ("ticket", "replied", agent),
        ("entry", "proposed", agent),
        ("entry", "submitted", agent),
        ("entry", "approved", maintainer),
        ("entry", "contributed", maintainer),
        ("ticket", "became_knowledge", maintainer),
        ("conversation", "opened", None),
        ("message", "decided", None),
    ]
    assert [each.at for each in events] == sorted(each.at for each in events)


def last_event(reception: Reception) -> int:
    with reception.database.reading() as session:
        return session.scalar(select(func.max(Event.id))) or 0
