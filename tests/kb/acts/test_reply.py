from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.acts.publish import publish
from kb.acts.reply import reply_to_ticket
from kb.conversations import Author, after
from kb.db import Database
from kb.errors import Conflict
from kb.history import events_of
from kb.knowledge import EntryState, entries, find_revision, latest_number, live
from kb.terms import Audience, Department
from kb.tickets import TicketState, find_ticket, take
from world import AFTERNOON, NEXT_DAY, NIGHT, Staff, ask_for_person, open_club

REPLY = "网球场每小时50元。"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


def test_the_member_reads_the_reply_in_the_conversation(session: Session, staff: Staff) -> None:
    conversation, ticket = ask_for_person(session)
    done = reply_to_ticket(
        session, ticket.number, REPLY, propose=False, by=staff.wang.id, now=AFTERNOON
    )
    last = after(session, conversation)[-1]
    assert (last.author, last.text, last.by_id) == (Author.STAFF, REPLY, staff.wang.id)
    assert done.ticket.state is TicketState.ANSWERED
    assert done.entry is None
    assert entries(session, EntryState.IN_REVIEW) == []


def test_the_reply_may_become_an_entry_that_waits_for_review(
    session: Session, staff: Staff
) -> None:
    _, ticket = ask_for_person(session)
    done = reply_to_ticket(
        session, ticket.number, REPLY, propose=True, by=staff.wang.id, now=AFTERNOON
    )
    assert done.entry is not None
    assert (done.entry.state, done.entry.origin_ticket) == (EntryState.IN_REVIEW, ticket.number)
    content = find_revision(session, done.entry.id, 1).content
    assert (content.question, content.answer) == (ticket.question, REPLY)
    assert (content.department, content.audience) == (Department.VENUE, Audience.MEMBER)
    assert latest_number(session) == 5


def test_publishing_it_makes_it_an_answer_and_tells_the_ticket(
    session: Session, staff: Staff
) -> None:
    _, ticket = ask_for_person(session)
    done = reply_to_ticket(
        session, ticket.number, REPLY, propose=True, by=staff.wang.id, now=AFTERNOON
    )
    assert done.entry is not None
    with pytest.raises(Conflict, match="自己写的"):
        publish(session, done.entry.id, seen=1, by=staff.wang.id, now=NIGHT)
    publish(session, done.entry.id, seen=1, by=staff.chen.id, now=NEXT_DAY)
    assert REPLY in [each.answer for each in live(session)]
    last = events_of(session, "ticket", ticket.number)[-1]
    assert (last.verb, last.details) == ("became_knowledge", {"entry": done.entry.id})


def test_a_long_question_is_cut_for_the_entry_and_kept_on_the_ticket(
    session: Session, staff: Staff
) -> None:
    _, ticket = ask_for_person(session, "网球" * 300)
    done = reply_to_ticket(
        session, ticket.number, REPLY, propose=True, by=staff.wang.id, now=AFTERNOON
    )
    assert done.entry is not None
    assert len(find_revision(session, done.entry.id, 1).question) == 200
    assert len(find_ticket(session, ticket.number).question) == 600


def test_nothing_reaches_the_member_when_a_colleague_was_faster(
    session: Session, staff: Staff
) -> None:
    conversation, ticket = ask_for_person(session)
    take(session, ticket, by=staff.li.id, now=AFTERNOON)
    with pytest.raises(Conflict, match="李主管"):
        reply_to_ticket(
            session, ticket.number, REPLY, propose=True, by=staff.wang.id, now=AFTERNOON
        )
    assert len(after(session, conversation)) == 1
    assert entries(session, EntryState.IN_REVIEW) == []


def test_the_nudge_comes_once_and_only_when_others_can_see_the_change(database: Database) -> None:
    with database.writing() as session:
        staff = open_club(session)
        _, ticket = ask_for_person(session)
        done = reply_to_ticket(
            session, ticket.number, REPLY, propose=True, by=staff.wang.id, now=AFTERNOON
        )
    assert done.entry is not None
    seen: list[int] = []

    def nudge() -> None:
        with database.reading() as other:
            seen.append(latest_number(other))

    with database.writing() as session:
        publish(session, done.entry.id, seen=1, by=staff.chen.id, now=NIGHT, nudge=nudge)
        with session.begin_nested():
            session.flush()
        assert seen == []
    assert seen == [6]


def test_a_publication_that_fails_nudges_nobody(database: Database) -> None:
    with database.writing() as session:
        staff = open_club(session)
        _, ticket = ask_for_person(session)
        done = reply_to_ticket(
            session, ticket.number, REPLY, propose=True, by=staff.wang.id, now=AFTERNOON
        )
    assert done.entry is not None
    nudged: list[bool] = []
    with database.writing() as session:
        publish(
            session, done.entry.id, seen=1, by=staff.chen.id, now=NIGHT,
            nudge=lambda: nudged.append(True),
        )  # fmt: skip
        session.rollback()
    assert nudged == []
