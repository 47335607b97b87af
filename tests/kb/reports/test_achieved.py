"""What a contribution has led to since."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.acts.close_ticket import Knowledge, close_ticket
from kb.contributions import Accepted, Contribution, ContributionKind, record_contribution
from kb.conversations import Author, give_verdict, open_conversation, record_outcome, say
from kb.db import Database
from kb.knowledge import approve, edit, find_entry, submit
from kb.policy import adopt, read_policies
from kb.reports.achieved import Achieved, achieved
from kb.terms import Category, DecisionKind, Level, Reason
from kb.tickets import KnowledgeUse
from reception import CORPUS
from world import AFTERNOON, MORNING, NIGHT, NOON, Staff, ask_for_person, open_club, text


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    adopt(session, read_policies(CORPUS / "policy"), by=None, now=MORNING)
    return open_club(session)


def contribute(session: Session, staff: Staff, entry_id: str, number: int) -> Contribution:
    kind = ContributionKind.NEW_ENTRY
    accepted = Accepted(kind, entry_id, 1, number, staff.chen.id, reviewer_id=staff.zhou.id)
    return record_contribution(session, accepted, now=NOON)


def answer(
    session: Session,
    *entry_ids: str,
    number: int = 5,
    helpful: bool | None = None,
    decision: DecisionKind = DecisionKind.ANSWER,
) -> None:
    talk, _ = open_conversation(session, now=AFTERNOON)
    outcome = record_outcome(
        session,
        say(session, talk, Author.MEMBER, "停车要钱吗", now=AFTERNOON),
        now=AFTERNOON,
        decision=decision,
        reason=Reason.NEAR_MISS if decision is DecisionKind.HANDOFF else None,
        level=Level.ONE,
        category=Category.OTHER,
        explanation="",
        knowledge_number=number,
        policy_version=1,
        took_ms=1.0,
        entry_ids=entry_ids,
    )
    if helpful is not None:
        give_verdict(session, talk, outcome.id, helpful, now=AFTERNOON)


def test_nothing_has_led_to_nothing(session: Session, staff: Staff) -> None:
    made = contribute(session, staff, "parking", 5)
    assert achieved(session, []) == {}
    assert achieved(session, [made]) == {made.id: Achieved(NOON)}


def test_answers_and_what_members_said_of_them_are_counted(session: Session, staff: Staff) -> None:
    made = contribute(session, staff, "parking", 5)
    answer(session, "parking", helpful=True)
    answer(session, "opening-hours", "parking", helpful=False)
    answer(session, "parking")
    answer(session, "opening-hours", helpful=True)
    answer(session, "parking-at-night", helpful=True)
    answer(session, "parking", decision=DecisionKind.CLARIFY)
    assert achieved(session, [made])[made.id] == Achieved(
        NOON, answers=3, confirmed=1, complaints=1
    )


def test_what_was_answered_before_does_not_count(session: Session, staff: Staff) -> None:
    made, later = (contribute(session, staff, "parking", number) for number in (5, 7))
    answer(session, "parking", number=4)
    answer(session, "parking", number=6)
    found = achieved(session, [made, later])
    assert (found[made.id].answers, found[later.id].answers) == (1, 0)


def test_tickets_closed_with_the_entry_are_counted(session: Session, staff: Staff) -> None:
    made = contribute(session, staff, "parking", 5)
    for knowledge in (
        Knowledge(KnowledgeUse.REUSED, "parking"),
        Knowledge(KnowledgeUse.REUSED, "opening-hours"),
        Knowledge(KnowledgeUse.NONE, reason="重复"),
    ):
        _, ticket = ask_for_person(session)
        close_ticket(session, ticket.number, "已答复", knowledge, by=staff.wang.id, now=NIGHT)
    assert achieved(session, [made])[made.id] == Achieved(NOON, reused=1)


def test_a_planned_text_has_led_to_nothing_before_its_moment(
    session: Session, staff: Staff
) -> None:
    entry = find_entry(session, "parking")
    later = text("停车收费吗？", "每小时5元。", valid_from=NIGHT)
    edit(session, entry, later, seen=1, by=staff.chen.id, now=NOON)
    submit(session, entry, by=staff.chen.id, now=NOON)
    approve(session, entry, seen=2, by=staff.zhou.id, now=NOON)
    made = contribute(session, staff, "parking", 6)
    answer(session, "parking", number=6)
    assert achieved(session, [made])[made.id] == Achieved(NIGHT)
