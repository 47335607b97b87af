"""Living through the plan, two hours in a transaction; clocks are turned as time passes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select

from kb.acts.simulate.club import Club, Kept, Step, known_parts
from kb.acts.simulate.colleagues import people_of
from kb.acts.simulate.numbering import own_numbers
from kb.acts.simulate.plan import plan_of
from kb.acts.simulate.questions import Questions
from kb.acts.simulate.rhythm import Span
from kb.acts.simulate.simulation import Simulation
from kb.acts.tick import tick
from kb.answering.assistant import Assistant, hidden_because
from kb.answering.memory import Memory
from kb.db import Database
from kb.deadlines import calendar_of
from kb.deadlines.stage_clock import StageClock
from kb.errors import CourtsideError
from kb.policy import current
from kb.search import Follower
from kb.terms import Audience

A_WHILE = timedelta(hours=2)


class Remembering:
    """The club's own assistant. A question asked before comes to the same again, as long as the
    base says the same; then everything is found out anew. That a text was found right once more
    changes nothing in what it says."""

    def __init__(self, follower: Follower, assistant: Assistant) -> None:
        self._follower = follower
        self._assistant = assistant
        self._holds: object = None

    def at(self, now: datetime) -> Assistant:
        index = self._follower.snapshot().at(now)
        rechecks = self._assistant.rechecks
        holds = {
            entry.id: (entry.revision, hidden_because(each, Audience.MEMBER, now, rechecks))
            for each in index.documents.values()
            for entry in (each.entry,)
        }
        if holds != self._holds:
            self._holds = holds
            self._assistant = replace(self._assistant, memory=Memory())
        return self._assistant


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
        """Up to which moment it was lived through, after each hour."""
        span = Span(simulation.since, simulation.until, simulation.seed, busy)
        with self.database.reading() as session:
            policies = current(session)
            calendar = calendar_of(session, policies.service.hours)
            known = known_parts(session, simulation.id)
            people = people_of(session)
        questions = Questions(self.corpus_dir, span.chance("questions"))
        plan = plan_of(span, questions, calendar, policies.kpi)
        ahead = [each for each in plan if each.at >= simulation.through]
        remembering = Remembering(self.follower, self.assistant)
        for hour, steps in groupby(ahead, lambda each: (each.at - span.since) // A_WHILE):
            until = min(span.since + (hour + 1) * A_WHILE, span.until)
            assistant = remembering.at(until)
            self._live(_While(simulation.id, span, until, assistant, people, known), list(steps))
            yield until
        self._finish(simulation.id, span)

    def _live(self, hour: "_While", steps: Sequence[Step]) -> None:
        known = dict(hour.known)
        try:
            published = self._take(hour, steps, patient=False)
        except CourtsideError:
            hour.known.clear()
            hour.known.update(known)
            published = self._take(hour, steps, patient=True)
        if published:
            self.follower.catch_up()

    def _take(self, hour: "_While", steps: Sequence[Step], *, patient: bool) -> bool:
        """Whether the base changed. `patient`: a step that cannot be taken is left out."""
        with self.database.writing() as session, own_numbers(session, hour.span):
            club = Club(session, hour.assistant, hour.simulation_id, hour.people, hour.known)
            clocks = _Clocks(club)
            for step in steps:
                clocks.turn_to(step.at)
                if patient:
                    self._try(club, step)
                else:
                    step.act(club, step.at)
            clocks.turn_to(hour.until)
            simulation = session.get_one(Simulation, hour.simulation_id)
            simulation.through, simulation.beat_at = hour.until, self.clock()
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
    simulation_id: int
    span: Span
    until: datetime
    assistant: Assistant
    people: dict[str, int]
    known: Kept


class _Clocks:
    """Asks for the next moment that matters only when something moved a clock."""

    def __init__(self, club: Club) -> None:
        self._club = club
        self._next: datetime | None = None

    def turn_to(self, now: datetime) -> None:
        if self._club.stirred:
            self._look()
        while self._next is not None and self._next <= now:
            tick(self._club.session, now=self._next)
            self._look()

    def _look(self) -> None:
        self._next = self._club.session.scalar(select(func.min(StageClock.next_at)))
        self._club.stirred = False
