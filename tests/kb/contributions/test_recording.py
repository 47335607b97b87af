"""Accepted acts are kept, and taken back only by a record beside them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from kb.contributions import (
    Accepted,
    Contribution,
    ContributionKind,
    Grade,
    Uncredited,
    contributions_of,
    contributions_to,
    find_contribution,
    record_contribution,
    reverse,
)
from kb.db import Database
from kb.errors import BadInput, Conflict, NotFound
from kb.history import events_of
from world import AFTERNOON, NOON, Staff, open_club


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


@pytest.fixture
def made(session: Session, staff: Staff) -> Contribution:
    accepted = Accepted(
        ContributionKind.NEW_ENTRY, "parking", 1, 2, staff.chen.id, reviewer_id=staff.zhou.id
    )
    return record_contribution(session, accepted, Grade.A, now=NOON)


def test_it_is_found_by_who_made_it_and_by_entry(
    session: Session, staff: Staff, made: Contribution
) -> None:
    assert contributions_of(session, staff.chen.id).rows == [(made, None)]
    assert contributions_to(session, "parking").rows == [(made, None)]
    assert contributions_of(session, staff.zhou.id).total == 0
    assert events_of(session, "entry", "parking")[-1].verb == "contributed"


def test_what_nobody_else_saw_earns_nothing_and_counts_least(
    session: Session, staff: Staff
) -> None:
    accepted = Accepted(
        ContributionKind.CORRECTION,
        "parking",
        1,
        2,
        staff.chen.id,
        reviewer_id=staff.chen.id,
        uncredited=Uncredited.OWN_APPROVAL,
        because="自己直接发布",
    )
    made = record_contribution(session, accepted, Grade.A, now=NOON)
    assert (made.reviewer_id, made.grade) == (None, Grade.C)


def test_it_is_reversed_once_with_a_reason_and_stays_on_record(
    session: Session, staff: Staff, made: Contribution
) -> None:
    with pytest.raises(BadInput):
        reverse(session, made.id, " ", by=staff.zhou.id, now=AFTERNOON)
    reversal = reverse(session, made.id, "后来发现抄自旧条目", by=staff.zhou.id, now=AFTERNOON)
    with pytest.raises(Conflict):
        reverse(session, made.id, "再撤一次", by=staff.zhou.id, now=AFTERNOON)
    assert contributions_of(session, staff.chen.id).rows == [(made, reversal)]


def test_one_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        find_contribution(session, 99)


@pytest.mark.parametrize(
    "change", ["UPDATE contributions SET grade = 'A'", "DELETE FROM contributions"]
)
def test_the_database_lets_nobody_change_what_was_recorded(database: Database, change: str) -> None:
    with database.writing() as session:
        staff = open_club(session)
        accepted = Accepted(
            ContributionKind.NEW_ENTRY, "parking", 1, 2, staff.chen.id, reviewer_id=staff.zhou.id
        )
        record_contribution(session, accepted, now=NOON)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(sql(change))
