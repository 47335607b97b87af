from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import NotFound
from kb.history import events_of
from kb.knowledge.saved import (
    Confirmed,
    Source,
    count_saved,
    keep_questions,
    pin,
    saved_questions,
    unpin,
)
from kb.terms import DecisionKind
from world import AFTERNOON, MORNING, Staff, hire_staff

PARKING = Confirmed("said:停车要钱吗", "停车要钱吗", Source.HELPFUL, wanted=("parking",))
TENNIS = Confirmed(
    "judged:r-1", "网球多少钱", Source.JUDGED, decisions=(DecisionKind.HANDOFF,), before=("你好",)
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return hire_staff(session)


def test_a_question_is_kept_with_its_right_decision(session: Session) -> None:
    assert keep_questions(session, [PARKING, TENNIS], now=MORNING) == 2
    parking, tennis = saved_questions(session)
    assert (parking.decisions, parking.wanted, parking.is_pinned) == (
        ["answer"],
        ["parking"],
        False,
    )
    assert (tennis.decisions, tennis.before, tennis.source) == (
        ["handoff"],
        ["你好"],
        Source.JUDGED,
    )
    counted = count_saved(session)
    assert (counted[Source.HELPFUL], counted[Source.JUDGED], counted[Source.LINKED]) == (1, 1, 0)


def test_keeping_again_adds_nothing_and_the_last_word_counts(
    session: Session, staff: Staff
) -> None:
    keep_questions(session, [PARKING], now=MORNING)
    [kept] = saved_questions(session)
    pin(session, kept.id, by=staff.chen.id, now=MORNING)
    later = Confirmed(PARKING.key, PARKING.question, Source.LINKED, wanted=("new-parking",))
    assert keep_questions(session, [later], now=AFTERNOON) == 0
    [kept] = saved_questions(session)
    assert (kept.wanted, kept.source, kept.added_at) == (["new-parking"], Source.LINKED, MORNING)
    assert kept.is_pinned


def test_the_same_question_twice_in_one_go_is_kept_once(session: Session) -> None:
    assert keep_questions(session, [PARKING, PARKING], now=MORNING) == 1


def test_a_question_is_pinned_and_let_go_by_somebody(session: Session, staff: Staff) -> None:
    keep_questions(session, [PARKING, TENNIS], now=MORNING)
    kept = saved_questions(session)[0]
    for moment in (MORNING, AFTERNOON):
        pin(session, kept.id, by=staff.chen.id, now=moment)
    assert (kept.pinned_by, kept.pinned_at) == (staff.chen.id, MORNING)
    assert saved_questions(session, pinned_only=True) == [kept]
    unpin(session, kept.id, by=staff.zhou.id, now=AFTERNOON)
    assert saved_questions(session, pinned_only=True) == []
    told = [(each.verb, each.by_id) for each in events_of(session, "saved_question", kept.id)]
    assert told == [("pinned", staff.chen.id), ("unpinned", staff.zhou.id)]


def test_a_question_that_is_not_there_cannot_be_pinned(session: Session, staff: Staff) -> None:
    with pytest.raises(NotFound):
        pin(session, 99, by=staff.chen.id, now=MORNING)
