from collections.abc import Iterator

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, NotFound
from kb.history import events_of
from kb.knowledge.ruling import (
    Asked,
    RulingKind,
    adopt_as_entry,
    adopt_as_variant,
    find_ruling,
    ignore,
    ruled_questions,
    rulings,
    rulings_by_message,
)
from world import AFTERNOON, MORNING, NOON, Staff, open_club

TENNIS = Asked("网球怎么收费", {7: "网球怎么收费", 9: "打网球多少钱"})


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


def test_a_ruling_keeps_the_questions_it_was_given_on(session: Session, staff: Staff) -> None:
    ruling = adopt_as_variant(session, TENNIS, "badminton-price", by=staff.chen.id, now=NOON)
    assert (ruling.kind, ruling.entry_id, ruling.reason) == (
        *(RulingKind.VARIANT, "badminton-price"),
        None,
    )
    kept = [(each.message_id, each.question) for each in ruled_questions(session, ruling)]
    assert kept == [(7, "网球怎么收费"), (9, "打网球多少钱")]
    [event] = events_of(session, "gap", ruling.id)
    assert (event.verb, event.details["questions"]) == ("ruled", 2)
    assert rulings(session, entry_id="badminton-price") == [ruling]
    assert find_ruling(session, ruling.id) is ruling


def test_to_ignore_a_gap_one_says_why(session: Session, staff: Staff) -> None:
    with pytest.raises(BadInput) as refused:
        ignore(session, TENNIS, " ", by=staff.chen.id, now=NOON)
    assert refused.value.field == "reason"
    ruling = ignore(session, TENNIS, "没有网球场", by=staff.chen.id, now=NOON)
    assert (ruling.entry_id, ruling.reason) == (None, "没有网球场")


def test_of_several_rulings_on_a_question_the_newest_counts(session: Session, staff: Staff) -> None:
    ignore(session, TENNIS, "没有网球场", by=staff.chen.id, now=MORNING)
    newer = adopt_as_entry(
        session, Asked("打网球", {9: "打网球"}), "parking", by=staff.zhou.id, now=AFTERNOON
    )
    found = rulings_by_message(session)
    assert found[7].kind is RulingKind.IGNORED
    assert found[9] is newer


def test_a_ruling_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        find_ruling(session, 5)


def test_the_questions_of_a_ruling_cannot_be_changed_afterwards(
    session: Session, staff: Staff
) -> None:
    adopt_as_variant(session, TENNIS, "parking", by=staff.chen.id, now=NOON)
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(sql("DELETE FROM ruled_questions"))
