"""Editing the service calendar. What a member was promised on a ticket moves with its clock."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines import days
from kb.deadlines.calendar import DayKind
from kb.deadlines.promise import due_of
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.policy import Period
from kb.tickets import Ticket


def set_day(
    session: Session,
    day: date,
    kind: DayKind,
    name: str,
    periods: tuple[Period, ...] | None,
    *,
    by: int,
    now: datetime,
) -> int:
    """How many running clocks it moved; so for the other two."""
    _lock_tickets(session)
    return follow_clocks(session, days.set_day(session, day, kind, name, periods, by=by, now=now))


def remove_day(session: Session, day: date, *, by: int, now: datetime) -> int:
    _lock_tickets(session)
    return follow_clocks(session, days.remove_day(session, day, by=by, now=now))


def import_year(session: Session, year: int, *, by: int, now: datetime) -> tuple[int, int]:
    """And before it, how many days were new or different."""
    _lock_tickets(session)
    changed, moved = days.import_year(session, year, by=by, now=now)
    return changed, follow_clocks(session, moved)


def follow_clocks(session: Session, clocks: Iterable[StageClock]) -> int:
    """The tickets' own due moments are those of their promises, or of what their departments
    have named."""
    moved = list(clocks)
    for clock in moved:
        if clock.matter is Matter.TICKET and clock.said.promise:
            ticket = session.get(Ticket, clock.number)
            if ticket is not None:
                subject = Subject(clock.matter, clock.number)
                ticket.due_at = due_of(session, subject) or ticket.due_at
    session.flush()
    return len(moved)


def _lock_tickets(session: Session) -> None:
    """Whoever acts on a ticket locks it before its clocks. In the other order each of the two
    would wait for the other."""
    running = select(StageClock.number).where(
        StageClock.matter == Matter.TICKET, StageClock.state == ClockState.RUNNING
    )
    found = select(Ticket).where(Ticket.number.in_(running)).order_by(Ticket.number)
    session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()
