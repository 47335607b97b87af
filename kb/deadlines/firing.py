"""What clocks tell when time passes: each thing once, however many processes look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines.calendar import ServiceCalendar
from kb.deadlines.stage_clock import ClockEventKind, StageClock
from kb.deadlines.timing import timing_of
from kb.deadlines.turning import Moved, breach, start_again, tell
from kb.policy import ClockRule

BATCH = 20
UNWARNED = "发现时已经超时，没有提前提醒"


@dataclass(frozen=True, slots=True)
class Fired:
    """`round` and `due_at` are those that ran out, where a new round has begun since."""

    clock: StageClock
    rule: ClockRule
    kind: ClockEventKind
    round: int
    due_at: datetime

    @property
    def key(self) -> str:
        """The same whoever fires it."""
        return f"clock:{self.clock.id}:{self.kind}:{self.round}"


def fire_due(session: Session, *, now: datetime, limit: int = BATCH) -> list[Fired]:
    """Fires at most so many clocks whose moment has come. Those that another process fires just
    now are left to it; what is fired has a moment to come later, or none."""
    due = _claim(session, now, limit)
    timing = timing_of(session) if due else None
    if timing is None:
        return []
    return [fired for clock in due for fired in _fire(session, clock, timing.calendar, now)]


def anything_due(session: Session, *, now: datetime) -> bool:
    """Looked at before anything is locked for it."""
    return (
        session.scalar(select(StageClock.id).where(StageClock.next_at <= now).limit(1)) is not None
    )


def _claim(session: Session, now: datetime, limit: int) -> Sequence[StageClock]:
    """On SQLite the transaction has the write lock, and needs no lock of rows."""
    found = (
        select(StageClock)
        .where(StageClock.next_at <= now)
        .order_by(StageClock.next_at, StageClock.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(found).all()


def _fire(
    session: Session, clock: StageClock, calendar: ServiceCalendar, now: datetime
) -> list[Fired]:
    if clock.due_at <= now:
        return _breach(session, clock, calendar, now)
    clock.warned_at = now
    clock.next_at = clock.due_at
    return [_told(session, clock, clock.said, ClockEventKind.WARNED, now=now)]


def _breach(
    session: Session, clock: StageClock, calendar: ServiceCalendar, now: datetime
) -> list[Fired]:
    rule = clock.said
    cause = UNWARNED if clock.warned_at is None else ""
    breach(session, clock, Moved(None, now, cause))
    fired = [Fired(clock, rule, ClockEventKind.BREACHED, clock.round, clock.due_at)]
    if rule.climbs_to is not None:
        cause = f"报{rule.climbs_to.label}"
        fired.append(_told(session, clock, rule, ClockEventKind.CLIMBED, now=now, cause=cause))
    if rule.repeats:
        fired.append(_told(session, clock, rule, ClockEventKind.RANG, now=now))
        start_again(session, clock, calendar, Moved(None, now, "到时重新计时"))
    return fired


def _told(
    session: Session,
    clock: StageClock,
    rule: ClockRule,
    kind: ClockEventKind,
    *,
    now: datetime,
    cause: str = "",
) -> Fired:
    tell(session, clock, kind, Moved(None, now, cause))
    return Fired(clock, rule, kind, clock.round, clock.due_at)
