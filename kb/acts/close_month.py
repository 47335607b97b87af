"""Closing a month: its figures are sealed once, and never change silently afterwards."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.acts.propose_honours import propose_after_closing
from kb.appraisals.restatement import Restatement, restate
from kb.appraisals.sealed_month import SealedMonth, Weighed, require_unsealed, seal, sealed
from kb.appraisals.sealed_year import seal_year
from kb.clock import to_local
from kb.counter import take_numbers
from kb.db import Database
from kb.deadlines.stage_clock import StageClock
from kb.errors import Conflict
from kb.history import Event
from kb.period import Period, due_of, month_of, neighbour, read_month, read_year
from kb.policy import current
from kb.reports.month import weigh_month
from kb.reports.year import weigh_year

SETTLING = timedelta(minutes=5)
"""What is recorded just now may not be there yet for somebody who reads: so long a transaction
lasts at most."""


def close_month(session: Session, period: Period, *, by: int | None, now: datetime) -> SealedMonth:
    """In one transaction; from the command line, or where nobody else is waiting."""
    _lock(session)
    require_closable(session, period, now=now)
    return _seal(session, weigh_month(session, period, until=now), by=by, now=now)


def restate_month(
    session: Session, period: Period, reason: str, *, by: int, now: datetime
) -> Restatement:
    """By the policies the month was closed with."""
    _lock(session)
    return restate(session, weigh_month(session, period, until=now), reason, by=by, now=now)


def close_due_months(database: Database, *, now: datetime) -> Iterator[str]:
    """Each ended month whose day has come, once, however many processes look; what was done, in
    words. It is reckoned without the write lock: members' questions do not wait for it."""
    with database.reading() as session:
        due = [each for each in _due(session, now) if not _clocks_wait(session, each)]
        weighed = [weigh_month(session, each, until=now - SETTLING) for each in due]
    for each in weighed:
        with database.writing() as session:
            if _seal_first(session, each, now):
                yield f"{read_month(each.period).label}的绩效已结账"


def require_closable(session: Session, period: Period, *, now: datetime) -> None:
    require_unsealed(session, period.key)
    if now < period.end:
        raise Conflict(
            f"{period.label}还没有过完，不能结账。", code="month_runs", mend="请在下个月再结。"
        )
    if _clocks_wait(session, period):
        raise Conflict(
            f"{period.label}还有到点没有处理的时限。",
            code="clocks_due",
            mend="请先运行 courtside tick，再结账。",
        )


def _seal_first(session: Session, weighed: Weighed, now: datetime) -> bool:
    """Whether this process was the first."""
    _lock(session)
    if sealed(session, weighed.period) is not None:
        return False
    _seal(session, weighed, by=None, now=now)
    return True


def _seal(session: Session, weighed: Weighed, *, by: int | None, now: datetime) -> SealedMonth:
    """With December the year is closed too."""
    made, month = seal(session, weighed, by=by, now=now), read_month(weighed.period)
    whole = read_year(month.key[:4])
    if month.end == whole.end:
        seal_year(session, weigh_year(session, whole, until=now), by=by, now=now)
    propose_after_closing(session, month, now=now)
    return made


def _lock(session: Session) -> None:
    take_numbers(session, "closing")  # whoever looks at the same moment waits here


def _due(session: Session, now: datetime) -> Iterator[Period]:
    """From the first month with a ticket on."""
    first = session.scalar(select(func.min(Event.at)).where(Event.verb == "opened"))
    if first is None:
        return
    known = set(session.scalars(select(SealedMonth.month)))
    policy, local = current(session).kpi, to_local(now)
    period = month_of(first)
    while period.end <= now:
        day = due_of(period, policy.close_day)
        come = (local.date(), local.hour) >= (day, policy.close_hour)
        if come and period.key not in known:
            yield period
        period = neighbour(period, 1)


def _clocks_wait(session: Session, period: Period) -> bool:
    """Whether a clock should have told something in that month and has not."""
    waiting = select(StageClock.id).where(StageClock.next_at < period.end).limit(1)
    return session.scalar(waiting) is not None
