"""The moves of one clock, each with its event. Whoever calls them has locked the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines.calendar import ServiceCalendar
from kb.deadlines.measure import Allowance, allowance_of, left_between
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, ClockState, StageClock
from kb.deadlines.timing import Timing
from kb.history import record
from kb.policy import ClockRule, PauseReason
from kb.terms import Level

UNSEEN = "期限过后才有动作"

TICKING = (ClockState.RUNNING, ClockState.BREACHED)


@dataclass(frozen=True, slots=True)
class Moved:
    """Who turned a clock, when and why; `by` is None for a member and for time itself."""

    by: int | None
    now: datetime
    cause: str = ""


def clocks_of(session: Session, subject: Subject, *, locked: bool = False) -> Sequence[StageClock]:
    """In the order in which they started."""
    found = (
        select(StageClock)
        .where(StageClock.matter == subject.matter, StageClock.number == subject.number)
        .order_by(StageClock.id)
    )
    if locked:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalars(found).all()


def clocks_ahead(session: Session, matter: Matter, numbers: Sequence[int]) -> dict[int, StageClock]:
    """Of each case the clock that runs out first, or did and still waits to be stopped."""
    found = (
        select(StageClock)
        .where(
            StageClock.matter == matter,
            StageClock.number.in_(numbers),
            StageClock.state.in_(TICKING),
        )
        .order_by(StageClock.due_at.desc(), StageClock.id.desc())
    )
    return {each.number: each for each in session.scalars(found)}


def start(
    session: Session,
    subject: Subject,
    rule: ClockRule,
    timing: Timing,
    moved: Moved,
    *,
    level: Level | None,
    due: datetime | None = None,
) -> StageClock:
    allowance = allowance_of(rule, start=moved.now, due=due)
    begin = _beginning(rule, allowance, moved.now, due)
    warn_at, due_at = allowance.ends(begin, timing.calendar)
    clock = StageClock(
        matter=subject.matter,
        number=subject.number,
        rule=rule.name,
        stage=rule.stage,
        terms=rule.model_dump(mode="json"),
        policy_version=timing.version,
        level=level,
        round=1,
        started_at=moved.now,
        measure=allowance.measure,
        seconds=allowance.seconds,
        counted_from=begin,
        warn_before=allowance.warn_before,
        due_at=due_at,
        warn_at=warn_at,
        next_at=warn_at,
        state=ClockState.RUNNING,
    )
    session.add(clock)
    session.flush()
    tell(session, clock, ClockEventKind.STARTED, moved)
    return clock


def breach(session: Session, clock: StageClock, moved: Moved) -> None:
    clock.state = ClockState.BREACHED
    clock.breached_at, clock.next_at = moved.now, None
    tell(session, clock, ClockEventKind.BREACHED, moved)
    record(
        session, "clock_breached", clock.matter.value, clock.number, by=None, now=moved.now,
        rule=clock.rule, stage=clock.stage, level=clock.level, round=clock.round,
        due_at=clock.due_at,
    )  # fmt: skip


def settle(session: Session, clock: StageClock, now: datetime) -> None:
    """What comes too late is late, though nobody has looked at the clock meanwhile."""
    if clock.state is ClockState.RUNNING and clock.due_at <= now:
        breach(session, clock, Moved(None, now, UNSEEN))


def start_again(
    session: Session,
    clock: StageClock,
    calendar: ServiceCalendar,
    moved: Moved,
    *,
    due: datetime | None = None,
) -> None:
    """The next round, with the whole allowance."""
    settle(session, clock, moved.now)
    rule = clock.said
    allowance = allowance_of(rule, start=moved.now, due=due)
    clock.round += 1
    clock.started_at = moved.now
    clock.warned_at = clock.breached_at = None
    clock.paused_at = clock.pause_reason = None
    _run(clock, allowance, calendar, _beginning(rule, allowance, moved.now, due))
    tell(session, clock, ClockEventKind.STARTED, moved)


def stop(session: Session, clock: StageClock, moved: Moved) -> None:
    settle(session, clock, moved.now)
    clock.state = ClockState.STOPPED
    clock.stopped_at = moved.now
    clock.paused_at = clock.pause_reason = clock.next_at = None
    tell(session, clock, ClockEventKind.STOPPED, moved)


def hold(
    session: Session,
    clock: StageClock,
    reason: PauseReason,
    calendar: ServiceCalendar,
    moved: Moved,
) -> None:
    left = left_between(clock.measure, moved.now, clock.due_at, calendar)
    # Where the machine's clock was set back there would be more left than was allowed.
    clock.seconds = min(clock.seconds, left)
    clock.state = ClockState.PAUSED
    clock.paused_at, clock.pause_reason, clock.next_at = moved.now, reason, None
    tell(session, clock, ClockEventKind.PAUSED, moved)


def go_on(session: Session, clock: StageClock, calendar: ServiceCalendar, moved: Moved) -> None:
    clock.paused_at = clock.pause_reason = None
    _run(clock, _allowance(clock), calendar, moved.now)
    tell(session, clock, ClockEventKind.RESUMED, moved)


def move(session: Session, clock: StageClock, calendar: ServiceCalendar, moved: Moved) -> bool:
    """By what the calendar says now; False when that changes nothing. No edited day undoes
    somebody's delay."""
    if clock.due_at <= moved.now:
        return False
    ends = _allowance(clock).ends(clock.counted_from, calendar)
    if ends == (clock.warn_at, clock.due_at):
        return False
    _run(clock, _allowance(clock), calendar, clock.counted_from)
    tell(session, clock, ClockEventKind.MOVED, moved)
    return True


def tell(session: Session, clock: StageClock, kind: ClockEventKind, moved: Moved) -> None:
    session.add(
        ClockEvent(
            clock_id=clock.id,
            kind=kind,
            round=clock.round,
            at=moved.now,
            due_at=clock.due_at,
            by_id=moved.by,
            cause=moved.cause,
        )
    )
    session.flush()


def _beginning(
    rule: ClockRule, allowance: Allowance, now: datetime, due: datetime | None
) -> datetime:
    """From where whole seconds reach a named end to the instant."""
    if due is None or not rule.named_end:
        return now
    return due - timedelta(seconds=allowance.seconds)


def _allowance(clock: StageClock) -> Allowance:
    return Allowance(clock.measure, clock.seconds, clock.warn_before)


def _run(
    clock: StageClock, allowance: Allowance, calendar: ServiceCalendar, start: datetime
) -> None:
    clock.measure, clock.seconds = allowance.measure, allowance.seconds
    clock.warn_before, clock.counted_from = allowance.warn_before, start
    clock.warn_at, clock.due_at = allowance.ends(start, calendar)
    clock.state = ClockState.RUNNING
    clock.next_at = clock.warn_at if clock.warned_at is None else clock.due_at
