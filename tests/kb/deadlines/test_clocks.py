"""Stage clocks: what starts and stops them, pauses, changes of level, and what they tell."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from clockwork import CASE, COMPLAINT, SHIPPED, Desk, after
from kb.acts.set_calendar import set_day
from kb.db import Database
from kb.deadlines.calendar import DayKind
from kb.deadlines.firing import fire_due
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, ClockState
from kb.deadlines.turning import clocks_of
from kb.policy import adopt, read_policies
from kb.terms import Level
from world import AFTERNOON, NIGHT, shanghai


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.writing() as session:
        yield Desk(session)


def test_without_policies_nothing_is_timed(sqlite: Database) -> None:
    with sqlite.writing() as session:
        hear(session, CASE, Signal.OPENED, by=None, now=AFTERNOON, level=Level.ONE)
        assert clocks_of(session, CASE) == []


def test_a_question_starts_the_clocks_of_its_level_and_the_answer_stops_them(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    assert desk.live() == {"find-1", "answer-1"}
    assert desk.clock("answer-1").due_at == after(10)
    desk.hear(Signal.CONSULTED, 3)
    assert desk.live() == {"answer-1"}
    desk.hear(Signal.REPLIED, 7)
    assert desk.live() == set()
    assert desk.events("answer-1") == ["started", "stopped"]


def test_the_same_signal_again_changes_nothing(desk: Desk) -> None:
    for signal, minutes in ((Signal.OPENED, 0), (Signal.UPDATED, 5), (Signal.REFERRED, 6)):
        desk.hear(signal, minutes, level=Level.TWO)
        before = desk.session.scalars(select(ClockEvent.id)).all()
        desk.hear(signal, minutes, level=Level.TWO)
        assert desk.session.scalars(select(ClockEvent.id)).all() == before


def test_a_clock_reminds_then_breaches_and_climbs_and_says_no_more(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    desk.hear(Signal.CONSULTED, 1)
    assert desk.fire(7.9) == []
    assert desk.fire(8) == [("answer-1", "warned")]
    assert desk.fire(9) == []
    assert desk.fire(10) == [("answer-1", "breached"), ("answer-1", "climbed")]
    assert desk.fire(60) == desk.fire(-60) == desk.fire(10) == []
    clock = desk.clock("answer-1")
    assert (clock.state, clock.next_at) == (ClockState.BREACHED, None)
    desk.hear(Signal.REPLIED, 12)
    assert desk.clock("answer-1").breached_at == after(10)


def test_who_looks_too_late_finds_the_breach_without_a_late_reminder(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    assert desk.fire(3000) == [
        ("find-1", "breached"),
        ("find-1", "climbed"),
        ("answer-1", "breached"),
        ("answer-1", "climbed"),
    ]
    causes = desk.session.scalars(
        select(ClockEvent.cause).where(ClockEvent.kind == ClockEventKind.BREACHED)
    )
    assert set(causes) == {"发现时已经超时，没有提前提醒"}


def test_level_two_goes_from_hand_to_hand(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.TWO)
    assert desk.live() == {"answer-2", "hand-2", "update-2"}
    desk.hear(Signal.REFERRED, 10)
    desk.hear(Signal.PLANNED, 30, due=after(300))
    assert desk.live() == {"answer-2", "update-2", "expected"}
    assert desk.clock("expected").due_at == after(300)
    desk.hear(Signal.RESCHEDULED, 280, due=after(500), cause="零件没到")
    expected = desk.clock("expected")
    assert (expected.round, expected.due_at) == (2, after(500))
    desk.hear(Signal.SOLVED, 450)
    assert desk.live() == set()


def test_a_broken_word_can_be_mended_with_a_new_one(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.TWO)
    desk.hear(Signal.PLANNED, 1, due=after(60))
    assert ("expected", "breached") in desk.fire(61)
    desk.hear(Signal.RESCHEDULED, 70, due=after(200))
    assert desk.clock("expected").state is ClockState.RUNNING
    assert ("expected", "breached") in desk.fire(201)


def test_the_member_is_told_of_progress_again_and_again(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.TWO)
    desk.hear(Signal.REFERRED, 1)
    desk.hear(Signal.UPDATED, 60)
    update = desk.clock("update-2")
    assert (update.round, update.due_at) == (2, after(180))
    rung = [each for each in desk.fire(200) if each[0] == "update-2"]
    assert [kind for _, kind in rung] == ["breached", "climbed", "rang"]
    assert (update.round, update.due_at, update.state) == (3, after(320), ClockState.RUNNING)
    # After a long silence it rings once and counts on from now.
    assert [kind for rule, kind in desk.fire(448) if rule == "update-2"] == [
        "breached",
        "climbed",
        "rang",
    ]


def test_service_clocks_stand_still_at_night_and_serious_ones_do_not(desk: Desk) -> None:
    night = (NIGHT - AFTERNOON) / timedelta(minutes=1)
    desk.hear(Signal.OPENED, night, level=Level.ONE)
    assert desk.clock("answer-1").due_at == shanghai(2026, 11, 19, 13, 10)
    other = Subject(Matter.TICKET, 1002)
    desk.hear(Signal.OPENED, night, subject=other, level=Level.THREE)
    assert desk.clock("task-force-3", other).due_at == NIGHT + timedelta(minutes=10)


def test_raising_gives_a_sooner_promise_and_lowering_never_a_later_one(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    desk.hear(Signal.LEVEL_CHANGED, 4, level=Level.TWO, cause="要场地部维修")
    assert desk.live() == {"answer-1", "hand-2", "update-2"}
    assert desk.clock("hand-2").due_at == after(19)
    desk.hear(Signal.LEVEL_CHANGED, 5, level=Level.THREE)
    assert desk.clock("answer-1").state is ClockState.STOPPED
    assert desk.clock("answer-3").due_at == after(6)
    assert {"hand-2", "update-2"} & desk.live() == set()
    desk.hear(Signal.LEVEL_CHANGED, 5.5, level=Level.ONE)
    assert desk.live() == {"answer-3", "find-1"}


def test_what_was_answered_is_not_promised_again_at_a_new_level(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    desk.hear(Signal.REPLIED, 2)
    desk.hear(Signal.LEVEL_CHANGED, 5, level=Level.TWO)
    assert desk.live() == {"hand-2", "update-2"}


def test_a_question_that_is_opened_again_has_clocks_again(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    desk.hear(Signal.CLOSED, 3)
    desk.hear(Signal.REOPENED, 100)
    assert desk.live() == {"find-1", "answer-1"}


def test_a_complaint_has_a_clock_at_each_step(desk: Desk) -> None:
    steps = (
        (Signal.REGISTERED, {"complaint-judge"}),
        (Signal.JUDGED_VALID, {"complaint-hand"}),
        (Signal.HANDED, {"complaint-plan"}),
        (Signal.PLANNED, {"complaint-decide"}),
        (Signal.RETURNED, {"complaint-plan"}),
        (Signal.PLANNED, {"complaint-decide"}),
        (Signal.DECIDED, set()),
        (Signal.RESULT_GIVEN, {"complaint-call-back"}),
        (Signal.CALLED_BACK, set()),
    )
    for minutes, (signal, running) in enumerate(steps):
        desk.hear(signal, minutes, subject=COMPLAINT)
        assert desk.live(COMPLAINT) == running
    # Wednesday's result: Thursday, Friday, Monday.
    call_back = desk.clock("complaint-call-back", COMPLAINT)
    assert call_back.due_at == shanghai(2026, 11, 23, 22, 30)


def test_an_edited_calendar_moves_running_clocks_and_says_why(desk: Desk) -> None:
    desk.hear(Signal.OPENED, 445, level=Level.TWO)  # 22:25, five minutes before closing
    clock = desk.clock("hand-2")
    assert clock.due_at == shanghai(2026, 11, 19, 13, 10)
    set_day(
        desk.session, shanghai(2026, 11, 19).date() + timedelta(days=1), DayKind.SPECIAL,
        "停电检修", (), by=desk.staff.li.id, now=after(446),
    )  # fmt: skip
    assert desk.events("hand-2") == ["started", "moved"]
    assert clock.due_at == shanghai(2026, 11, 20, 13, 10)
    assert desk.events("update-2") == ["started", "moved"]


def test_what_was_breached_stays_breached_when_the_calendar_changes(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    desk.fire(11)
    set_day(
        desk.session, AFTERNOON.date(), DayKind.SPECIAL, "早退", ((780, 840),),
        by=desk.staff.li.id, now=after(12),
    )  # fmt: skip
    assert desk.clock("answer-1").state is ClockState.BREACHED
    assert "moved" not in desk.events("answer-1")


def test_a_policy_that_changes_changes_no_running_clock(desk: Desk) -> None:
    desk.hear(Signal.OPENED, level=Level.ONE)
    policies = read_policies(SHIPPED)
    adopt(
        desk.session, type(policies)(policies.answering, policies.service),
        by=None, now=after(1),
    )  # fmt: skip
    assert desk.fire(5) == [("find-1", "breached"), ("find-1", "climbed")]


def test_many_overdue_clocks_fire_in_batches_the_most_overdue_first(desk: Desk) -> None:
    for number in range(10):
        subject = Subject(Matter.SUGGESTION, number)
        desk.hear(Signal.JUDGED, number, subject=subject)
    now = AFTERNOON + timedelta(days=3)
    first = fire_due(desk.session, now=now, limit=4)
    assert sorted({each.clock.number for each in first}) == [0, 1, 2, 3]
    rest = fire_due(desk.session, now=now, limit=400)
    assert len({each.clock.number for each in rest}) == 6
