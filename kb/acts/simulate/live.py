"""Living through the plan, six hours in a transaction; clocks are turned as time passes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from kb.acts.simulate.club import Club, Kept, Step, known_parts
from kb.acts.simulate.colleagues import people_of
from kb.acts.simulate.numbering import own_numbers
from kb.acts.simulate.plan import plan_of
from kb.acts.simulate.questions import Questions
from kb.acts.simulate.remembering import Remembering
from kb.acts.simulate.rhythm import Span
from kb.acts.simulate.simulation import Simulation, at_work_already
from kb.acts.tick import tick
from kb.answering.assistant import Assistant
from kb.db import Database
from kb.deadlines import calendar_of
from kb.deadlines.stage_clock import StageClock
from kb.errors import CourtsideError
from kb.policy import current
from kb.search import Follower

A_WHILE = timedelta(hours=6)


@dataclass
class Life:
    """`clock` reads the real moment, kept as a sign that somebody is at work. `skipped` counts the
    steps that colleagues at work at the same time made impossible."""

    database: Database
    follower: Follower
    assistant: Assistant
    corpus_dir: Path
    clock: Callable[[], datetime]
    skipped: int = 0

    def go_on(self, simulation: Simulation, busy: float = 1.0) -> Iterator[datetime]:
        """Up to which moment it was lived through, after each while."""
        span = Span(simulation.since, simulation.until, simulation.seed, busy)
        with self.database.reading() as session:
            policies = current(session)
            calendar = calendar_of(session, policies.service.hours)
            known = known_parts(session, simulation.id)
            people = people_of(session)
        questions = Questions(self.corpus_dir, span.chance("questions"))
        plan = plan_of(span, questions, calendar, policies.kpi)
        ahead = [each for each in plan if each.at >= simulation.through]
        remembering, through = Remembering(self.follower, self.assistant), simulation.through
        for turn, steps in groupby(ahead, lambda each: (each.at - span.since) // A_WHILE):
            until = min(span.since + (turn + 1) * A_WHILE, span.until)
            assistant = remembering.at(until)
            part = _While(simulation.id, span, through, until, assistant, people, known)
            self._live(part, list(steps))
            yield until
            through = until
        self._finish(simulation.id, span)

    def _live(self, part: "_While", steps: Sequence[Step]) -> None:
        known = dict(part.known)
        try:
            published = self._take(part, steps, patient=False)
        except CourtsideError:
            part.known.clear()
            part.known.update(known)
            published = self._take(part, steps, patient=True)
        if published:
            self.follower.catch_up()

    def _take(self, part: "_While", steps: Sequence[Step], *, patient: bool) -> bool:
        """Whether the base changed. `patient`: a step that cannot be taken is left out."""
        with self.database.writing() as session, own_numbers(session, part.span):
            simulation = _ours(session, part)
            _hold(session)
            club = Club(session, part.assistant, part.simulation_id, part.people, part.known)
            clocks = _Clocks(session)
            for step in steps:
                clocks.turn_to(step.at)
                if patient:
                    self._try(club, step)
                else:
                    step.act(club, step.at)
            clocks.turn_to(part.until)
            simulation.through, simulation.beat_at = part.until, self.clock()
            return club.published

    def _try(self, club: Club, step: Step) -> None:
        try:
            with club.session.begin_nested():
                step.act(club, step.at)
        except CourtsideError:
            self.skipped += 1

    def _finish(self, simulation_id: int, span: Span) -> None:
        with self.database.writing() as session:
            simulation = session.get_one(Simulation, simulation_id)
            simulation.through = span.until
            simulation.finished_at = simulation.beat_at = self.clock()


@dataclass(frozen=True)
class _While:
    """`since`: what lies before it was lived through."""

    simulation_id: int
    span: Span
    since: datetime
    until: datetime
    assistant: Assistant
    people: dict[str, int]
    known: Kept


def _ours(session: Session, part: _While) -> Simulation:
    """Raises Conflict when another process lived through this while already."""
    simulation = session.get_one(Simulation, part.simulation_id, with_for_update=True)
    if simulation.through != part.since:
        raise at_work_already()
    return simulation


class _Clocks:
    """Asks for the next moment that matters only when something moved a clock."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._next: datetime | None = None
        self._moved = True
        event.listen(session, "after_flush", self._notice)

    def turn_to(self, now: datetime) -> None:
        self._look()
        while self._next is not None and self._next <= now:
            tick(self._session, now=self._next)
            self._look()

    def _look(self) -> None:
        self._session.flush()
        if self._moved:
            self._next = self._session.scalar(select(func.min(StageClock.next_at)))
            self._moved = False

    def _notice(self, session: Session, _: object) -> None:
        self._moved |= any(isinstance(each, StageClock) for each in (*session.new, *session.dirty))


def _hold(session: Session) -> None:
    """What a session forgets as soon as nobody looks at it, it would read again a moment later."""
    held = list[object]()
    for moment in ("loaded_as_persistent", "pending_to_persistent"):
        event.listen(session, moment, lambda _, each: held.append(each))
