"""Any order of signals, pauses, edited days and ticks at jumping times: each thing is told once,
nothing is missed, and nothing that was told is taken back."""

from collections import Counter
from datetime import timedelta
from itertools import count

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from house import ROOT
from kb.db import Database
from kb.deadlines.calendar import DayKind, service_between
from kb.deadlines.days import set_day
from kb.deadlines.firing import fire_due
from kb.deadlines.hearing import hear
from kb.deadlines.measure import Measure
from kb.deadlines.pausing import pause, resume
from kb.deadlines.service import calendar_of
from kb.deadlines.signal import Matter, Signal, Subject
from kb.deadlines.stage_clock import ClockEvent, ClockState, StageClock
from kb.deadlines.turning import clocks_of
from kb.errors import BadInput, Conflict
from kb.policy import PauseReason, adopt, read_policies
from kb.terms import Level
from world import AFTERNOON, HOURS, MORNING, hire_staff

SIGNALS = (
    *(Signal.OPENED, Signal.CONSULTED, Signal.REPLIED, Signal.REFERRED, Signal.PLANNED),
    *(Signal.RESCHEDULED, Signal.UPDATED, Signal.SOLVED, Signal.LEVEL_CHANGED, Signal.CLOSED),
    *(Signal.REOPENED, Signal.DISSATISFIED, Signal.FOLLOWED_UP, Signal.SATISFIED),
)
FIRED = {"warned", "breached", "climbed", "rang"}
numbers = count(1)


class Life(RuleBasedStateMachine):
    database: Database
    by: int

    @initialize()
    def begin(self) -> None:
        self.subject = Subject(Matter.TICKET, next(numbers))
        self.now = AFTERNOON
        self.seen: list[tuple[int, int, str, int]] = []
        self.stuck: set[tuple[int, int]] = set()
        """rounds that were overdue when a day was edited: that moves them no more"""
        self.hear(Signal.OPENED, Level.TWO, 60)

    @rule(minutes=st.integers(-300, 900))
    def jump(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(signal=st.sampled_from(SIGNALS), level=st.sampled_from(Level), due=st.integers(-60, 900))
    def hear(self, signal: Signal, level: Level, due: int) -> None:
        given = level if signal in {Signal.OPENED, Signal.LEVEL_CHANGED} else None
        with self.database.writing() as session:
            hear(
                session, self.subject, signal, by=self.by, now=self.now, level=given,
                due=self.now + timedelta(minutes=due),
            )  # fmt: skip
            before = len(self._events(session))
            hear(
                session, self.subject, signal, by=self.by, now=self.now, level=given,
                due=self.now + timedelta(minutes=due),
            )  # fmt: skip
            assert len(self._events(session)) == before

    @rule(which=st.integers(0, 20), reason=st.sampled_from(PauseReason))
    def hold(self, which: int, reason: PauseReason) -> None:
        with self.database.writing() as session:
            clocks = clocks_of(session, self.subject)
            clock = clocks[which % len(clocks)]
            try:
                if clock.state is ClockState.PAUSED:
                    resume(session, clock.id, by=self.by, now=self.now)
                else:
                    pause(session, clock.id, reason, by=self.by, now=self.now)
            except (BadInput, Conflict):
                return

    @rule(ahead=st.integers(0, 3), closed=st.booleans())
    def edit(self, ahead: int, closed: bool) -> None:
        day = (self.now + timedelta(days=ahead)).date()
        with self.database.writing() as session:
            late = [each for each in clocks_of(session, self.subject) if each.due_at <= self.now]
            self.stuck |= {(each.id, each.round) for each in late}
            periods = () if closed else ((540, 1200),)
            set_day(session, day, DayKind.SPECIAL, "改动", periods, by=self.by, now=self.now)

    @rule()
    def tick(self) -> None:
        with self.database.writing() as session:
            fire_due(session, now=self.now)
            assert fire_due(session, now=self.now) == []
            for clock in clocks_of(session, self.subject):
                running = clock.state is ClockState.RUNNING
                assert not running or clock.due_at > self.now, "a breach was missed"
                assert not running or clock.warned_at or clock.warn_at > self.now

    @invariant()
    def everything_is_told_once_and_stays_told(self) -> None:
        with self.database.reading() as session:
            events = self._events(session)
            told = Counter(each[1:] for each in events if each[2] in FIRED | {"started", "stopped"})
            assert all(times == 1 for times in told.values())
            assert events[: len(self.seen)] == self.seen
            self.seen = events
            breached = {(clock, turn) for _, clock, kind, turn in events if kind == "breached"}
            for clock in clocks_of(session, self.subject):
                was = (clock.id, clock.round) in breached
                assert was == (clock.breached_at is not None)
                assert was or clock.state is not ClockState.BREACHED

    @invariant()
    def a_running_clock_has_its_whole_allowance(self) -> None:
        with self.database.reading() as session:
            calendar = calendar_of(session, HOURS)
            for clock in clocks_of(session, self.subject):
                if (clock.id, clock.round) in self.stuck:
                    continue
                if clock.state is ClockState.RUNNING and clock.measure is Measure.SERVICE:
                    between = service_between(clock.counted_from, clock.due_at, calendar)
                    assert between == timedelta(seconds=clock.seconds)

    def teardown(self) -> None:
        with self.database.writing() as session:
            for signal in (Signal.CLOSED, Signal.SATISFIED, Signal.MERGED):
                hear(session, self.subject, signal, by=self.by, now=self.now)

    def _events(self, session) -> list[tuple[int, int, str, int]]:  # type: ignore[no-untyped-def]
        found = (
            select(ClockEvent)
            .join(StageClock)
            .where(StageClock.number == self.subject.number)
            .order_by(ClockEvent.id)
        )
        return [
            (each.id, each.clock_id, each.kind.value, each.round) for each in session.scalars(found)
        ]


def test_clocks_keep_their_word_whatever_happens(sqlite: Database) -> None:
    with sqlite.writing() as session:
        by = hire_staff(session).wang.id
        adopt(session, read_policies(ROOT / "corpus" / "policy"), by=None, now=MORNING)

    class Here(Life):
        pass

    Here.database, Here.by = sqlite, by
    run_state_machine_as_test(
        Here, settings=settings(max_examples=40, stateful_step_count=25, deadline=None)
    )
