"""A text approved for a later moment takes its place by itself, and not a moment sooner."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.knowledge import (
    EntryState,
    Withdrawn,
    approve,
    changes_after,
    edit,
    find_entry,
    live,
    publications,
    retire,
    submit,
)
from kb.knowledge.corpus import CorpusEntry
from kb.knowledge.loading import load
from kb.knowledge.planning import call_off
from kb.knowledge.publication import in_force, last_turn, next_turn, plans, standing
from world import AFTERNOON, MORNING, NIGHT, NOON, PARKING, Staff, hire_staff, open_club, text

MOMENT = timedelta(microseconds=1)
FROM_AFTERNOON = text("停车收费吗？", "每小时5元。", valid_from=AFTERNOON)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


@pytest.fixture
def staff(session: Session) -> Staff:
    return open_club(session)


def plan(session: Session, staff: Staff, content: object, now: datetime = NOON) -> None:
    entry = find_entry(session, "parking")
    edit(session, entry, content, seen=entry.head, by=staff.chen.id, now=now)  # type: ignore[arg-type]
    submit(session, entry, by=staff.chen.id, now=now)
    approve(session, entry, seen=entry.head, by=staff.zhou.id, now=now)


def answer(session: Session, now: datetime) -> str | None:
    found = in_force(session, "parking", now)
    return found.answer if found and found.live_at(now) else None


def past_answer(session: Session, at: datetime) -> str | None:
    found = [each for each in live(session, at) if each.id == "parking" and each.live_at(at)]
    return found[0].answer if found else None


def test_the_old_text_stands_until_the_very_moment(session: Session, staff: Staff) -> None:
    plan(session, staff, FROM_AFTERNOON)
    for told in (answer, past_answer):
        assert told(session, NOON) == PARKING.answer
        assert told(session, AFTERNOON - MOMENT) == PARKING.answer
        assert told(session, AFTERNOON) == "每小时5元。"
        assert told(session, NIGHT) == "每小时5元。"
    assert past_answer(session, MORNING) == PARKING.answer
    assert find_entry(session, "parking").state is EntryState.PUBLISHED


def test_what_is_planned_is_told_with_its_moment(session: Session, staff: Staff) -> None:
    plan(session, staff, FROM_AFTERNOON)
    [found] = plans(session, NOON)
    assert (found.at, found.entry.answer) == (AFTERNOON, "每小时5元。")
    assert plans(session, AFTERNOON) == []
    assert next_turn(session, None) == AFTERNOON
    assert next_turn(session, AFTERNOON) is None
    assert last_turn(session, NOON) is None
    assert last_turn(session, AFTERNOON) == AFTERNOON


def test_whoever_follows_is_told_when_the_moment_has_come(session: Session, staff: Staff) -> None:
    plan(session, staff, FROM_AFTERNOON)
    assert [each.number for each in changes_after(session, 5, now=NOON)] == [2]
    [turned] = changes_after(session, 6, now=AFTERNOON)
    assert (turned.id, turned.number) == ("parking", 6)
    assert changes_after(session, 6, now=NIGHT, turned=AFTERNOON) == []


def test_a_new_entry_for_later_is_planned_by_its_validity_alone(
    session: Session, staff: Staff
) -> None:
    entry = find_entry(session, "parking")
    retire(session, entry, "改建", by=staff.zhou.id, now=NOON)
    plan(session, staff, FROM_AFTERNOON)
    assert publications(session, "parking")[0].effective_at is None
    assert answer(session, NOON) is None
    assert answer(session, AFTERNOON) == "每小时5元。"


def test_whatever_is_published_later_overrules_a_plan(session: Session, staff: Staff) -> None:
    plan(session, staff, FROM_AFTERNOON)
    plan(session, staff, text("停车收费吗？", "现在起免费两小时。"))
    assert plans(session, NOON) == []
    assert answer(session, NIGHT) == "现在起免费两小时。"


def test_two_changes_may_be_planned_one_after_the_other(session: Session, staff: Staff) -> None:
    plan(session, staff, FROM_AFTERNOON)
    plan(session, staff, text("停车收费吗？", "每小时8元。", valid_from=NIGHT))
    assert [each.at for each in plans(session, NOON)] == [AFTERNOON, NIGHT]
    assert [answer(session, each) for each in (NOON, AFTERNOON, NIGHT)] == [
        PARKING.answer,
        "每小时5元。",
        "每小时8元。",
    ]


def test_a_plan_brought_forward_takes_the_place_of_the_first(
    session: Session, staff: Staff
) -> None:
    plan(session, staff, text("停车收费吗？", "每小时8元。", valid_from=NIGHT))
    plan(session, staff, FROM_AFTERNOON)
    assert [each.at for each in plans(session, NOON)] == [AFTERNOON]
    assert answer(session, NIGHT) == "每小时5元。"


def test_a_plan_is_called_off_with_a_reason_and_its_text_kept(
    session: Session, staff: Staff
) -> None:
    plan(session, staff, FROM_AFTERNOON)
    entry = find_entry(session, "parking")
    with pytest.raises(BadInput):
        call_off(session, entry, " ", by=staff.chen.id, now=NOON)
    call_off(session, entry, "涨价推迟", by=staff.chen.id, now=NOON)
    assert answer(session, NIGHT) == PARKING.answer
    assert (entry.state, entry.head, entry.live) == (EntryState.DRAFT, 2, 1)
    with pytest.raises(Conflict, match="没有定时"):
        call_off(session, entry, "再来一次", by=staff.chen.id, now=NOON)


def test_retiring_ends_what_was_planned_too(session: Session, staff: Staff) -> None:
    plan(session, staff, FROM_AFTERNOON)
    retire(session, find_entry(session, "parking"), "改建", by=staff.zhou.id, now=NOON)
    assert answer(session, NIGHT) is None
    assert plans(session, NOON) == []
    assert changes_after(session, 6, now=NOON) == [Withdrawn("parking", 7)]


def test_an_expired_text_is_told_of_the_past_and_no_longer_now(
    session: Session, staff: Staff
) -> None:
    plan(session, staff, text("停车收费吗？", "周年庆免费。", valid_until=AFTERNOON))
    assert past_answer(session, AFTERNOON - MOMENT) == "周年庆免费。"
    assert past_answer(session, AFTERNOON) is None


def test_what_was_published_by_a_clock_ahead_counts_now(session: Session, staff: Staff) -> None:
    plan(session, staff, text("停车收费吗？", "每小时6元。"), now=NIGHT)
    assert answer(session, NOON) == "每小时6元。"
    assert past_answer(session, NOON) == PARKING.answer


def test_a_text_of_the_corpus_for_later_waits_too(session: Session) -> None:
    staff = hire_staff(session)
    for content, now in ((PARKING, MORNING), (FROM_AFTERNOON, NOON)):
        entry = CorpusEntry(id="parking", content=content, file=Path("club.yaml"), line=1)
        load(session, [entry], by=staff.chen.id, now=now)
    assert [answer(session, each) for each in (NOON, AFTERNOON)] == [PARKING.answer, "每小时5元。"]
    assert past_answer(session, NOON) == PARKING.answer


HOURS = st.integers(0, 12)
STEPS = st.lists(st.tuples(HOURS, st.none() | HOURS), min_size=1, max_size=6)
BEGIN = datetime(2026, 11, 18, tzinfo=UTC)


@given(steps=STEPS, asked=HOURS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_at_every_moment_the_last_text_begun_is_in_force(
    sqlite: Database, steps: list[tuple[int, int | None]], asked: int
) -> None:
    """Against a model: the newest of those that had begun."""

    def hour(number: int) -> datetime:
        return BEGIN + timedelta(hours=number)

    with sqlite.engine.connect() as connection, Session(connection) as session:
        staff = open_club(session)
        model = [(MORNING, PARKING.answer)]
        for number, (at, begins) in enumerate(sorted(steps, key=lambda step: step[0])):
            content = text(
                "停车收费吗？",
                f"第{number}版。",
                valid_from=None if begins is None else hour(begins),
            )
            plan(session, staff, content, now=hour(at))
            moment = hour(at) if begins is None else max(hour(at), hour(begins))
            model.append((moment, content.answer))
        for moment in (hour(asked) - MOMENT, hour(asked)):
            begun = [said for at, said in model if at <= moment]
            expected = begun[-1] if begun else None
            assert past_answer(session, moment) == expected
            found = {each.id: each.answer for each in standing(session, moment)}
            if moment >= hour(max(at for at, _ in steps)):
                assert found["parking"] == expected
                ahead = [each for each in plans(session, moment) if each.entry.id == "parking"]
                assert all(each.at > moment for each in ahead)
        session.rollback()
