"""What must not be said and was sent all the same is kept, and stops nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from house import ROOT
from kb.acts.reply import reply_to_ticket
from kb.db import Database
from kb.history import events_of
from kb.policy import adopt, read_policies
from kb.tickets import TicketState
from kb.wording.flagged import flagged_between
from world import AFTERNOON, Staff, ask_for_person, hire_staff

DAY = timedelta(days=1)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def test_a_reply_goes_out_and_its_phrases_are_kept(session: Session, staff: Staff) -> None:
    adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=AFTERNOON)
    _, ticket = ask_for_person(session)
    text = "张先生，退款是不可能的，这是公司规定。"
    done = reply_to_ticket(
        session, ticket.number, text, propose=False, by=staff.wang.id, now=AFTERNOON
    )
    assert done.message.text == text
    assert ticket.state is TicketState.ANSWERED
    kept = flagged_between(session, AFTERNOON, AFTERNOON + DAY)
    assert {(each.phrase, each.by_id, each.subject_id) for each in kept} == {
        ("impossible", staff.wang.id, str(ticket.number)),
        ("rules-are-rules", staff.wang.id, str(ticket.number)),
    }
    assert all(each.said in text for each in kept)
    told = [each for each in events_of(session, "ticket", ticket.number) if each.verb == "flagged"]
    assert told[0].details["phrases"] == ["impossible", "rules-are-rules"]
    assert flagged_between(session, AFTERNOON - DAY, AFTERNOON) == []


def test_a_club_without_a_list_flags_nothing(session: Session, staff: Staff) -> None:
    _, ticket = ask_for_person(session)
    reply_to_ticket(
        session, ticket.number, "不可能。", propose=False, by=staff.wang.id, now=AFTERNOON
    )
    assert flagged_between(session, AFTERNOON, AFTERNOON + DAY) == []
