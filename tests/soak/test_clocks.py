"""A quarter of clocks under four processes that are killed at random: every event exactly once."""

import os
import random
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from clockwork import SHIPPED
from kb.acts.tick import tick_all
from kb.db import Database
from kb.deadlines.days import import_year
from kb.deadlines.firing import UNWARNED
from kb.deadlines.signal import Subject
from kb.deadlines.stage_clock import ClockEvent, ClockState, StageClock
from kb.deadlines.timing import timing_of
from kb.deadlines.turning import Moved, start
from kb.history import Event
from kb.notices.notice import Notice
from kb.people.accounts import hire
from kb.people.role import Role
from kb.policy import adopt, read_policies
from kb.terms import Level
from soaking import under_fire
from world import MORNING, PASSWORD, PASSWORDS

SUBJECTS = int(os.environ.get("COURTSIDE_SOAK_SUBJECTS", "2500"))
"""10000 take two minutes on SQLite"""
QUARTER = timedelta(days=90)
SECONDS = float(os.environ.get("COURTSIDE_SOAK_SECONDS", "25"))
"""so long the quarter takes at least; it waits for nobody"""
RULES = ("answer-1", "hand-2", "complaint-call-back", "suggestion-judge", "report-3")
END = MORNING + QUARTER + timedelta(days=30)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_through_a_quarter_of_killed_processes_each_event_happens_once(database: Database) -> None:
    open_cases(database)
    url = database.url.render_as_string(hide_password=False)
    database.close()  # no connection may be inherited
    began = time.monotonic()
    kills = under_fire(keep_ticking, url, SECONDS + 10)
    list(tick_all(database, now=END))
    took = time.monotonic() - began
    counts = count_events(database)
    sys.stdout.write(f"\n{SUBJECTS} clocks, {kills} kills, {took:.0f} s: {dict(counts)}\n")
    assert kills
    check_everything_happened_once(database, counts)


def open_cases(database: Database) -> None:
    chance = random.Random(7)
    with database.writing() as session:
        hire(
            session, "all", "全能", PASSWORD, roles=[Role.SUPERVISOR],
            passwords=PASSWORDS, by=None, now=MORNING,
        )  # fmt: skip
        adopt(session, read_policies(SHIPPED), by=None, now=MORNING)
        for year in (2026, 2027):
            import_year(session, year, by=None, now=MORNING)
        timing = timing_of(session)
        assert timing is not None
        for number in range(SUBJECTS):
            rule = timing.rules.rule(RULES[number % len(RULES)])
            assert rule is not None
            rule = rule.model_copy(update={"warn_at": 0.1})  # so that reminders come in time
            opened = MORNING + chance.random() * QUARTER
            subject = Subject(rule.matter, number)
            start(session, subject, rule, timing, Moved(None, opened), level=Level.ONE)
            if number % 500 == 0:
                session.expunge_all()


def keep_ticking(url: str, began: float) -> None:
    chance = random.Random(os.getpid())
    with closing(Database(url)) as database:
        while (now := simulated(began)) < MORNING + QUARTER:
            # Some machines' clocks are wrong, in both directions.
            skew = timedelta(hours=chance.choice((-5, 0, 0, 3)))
            # Like the real one: a round that waited too long for SQLite's lock is taken up later.
            with suppress(OperationalError):
                for _ in tick_all(database, now=now + skew, batch=chance.choice((1, 20, 50))):
                    pass
            time.sleep(0.01)


def simulated(began: float) -> datetime:
    return MORNING + QUARTER * min(1.0, (time.time() - began) / SECONDS)


def count_events(database: Database) -> Counter[str]:
    with database.reading() as session:
        found = session.execute(
            select(ClockEvent.kind, func.count()).group_by(ClockEvent.kind)
        ).all()
    return Counter({kind.value: number for kind, number in found})


def check_everything_happened_once(database: Database, counts: Counter[str]) -> None:
    with database.reading() as session:
        twice = select(ClockEvent.clock_id).group_by(
            ClockEvent.clock_id, ClockEvent.kind, ClockEvent.round
        )
        assert session.scalars(twice.having(func.count() > 1)).all() == []
        states = set(session.scalars(select(StageClock.state)))
        unwarned = session.scalar(
            select(func.count()).where(ClockEvent.kind == "breached", ClockEvent.cause == UNWARNED)
        )
        recorded = session.scalar(select(func.count()).where(Event.verb == "clock_breached"))
        told = session.scalar(
            select(func.count()).where(Notice.kind.in_(["warned", "breached", "climbed"]))
        )
    assert states == {ClockState.BREACHED}
    assert counts["started"] == counts["breached"] == counts["climbed"] == SUBJECTS
    assert counts["warned"] + (unwarned or 0) == SUBJECTS
    assert recorded == SUBJECTS
    # Whose turn it is and who hears of the breach are one person here, told of it once.
    assert told == counts["warned"] + counts["breached"]
