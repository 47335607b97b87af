"""Editing the service calendar. What a member was promised on a ticket moves with its clock."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from kb.deadlines import days
from kb.deadlines.calendar import DayKind
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import StageClock
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
    return follow_clocks(session, days.set_day(session, day, kind, name, periods, by=by, now=now))


def remove_day(session: Session, day: date, *, by: int, now: datetime) -> int:
    return follow_clocks(session, days.remove_day(session, day, by=by, now=now))


def import_year(session: Session, year: int, *, by: int, now: datetime) -> tuple[int, int]:
    """And before it, how many days were new or different."""
    changed, moved = days.import_year(session, year, by=by, now=now)
    return changed, follow_clocks(session, moved)


def follow_clocks(session: Session, clocks: Iterable[StageClock]) -> int:
    """The tickets' own due moments are those of their promises."""
    moved = list(clocks)
    for clock in moved:
        if clock.matter is Matter.TICKET and clock.said.promise:
            ticket = session.get(Ticket, clock.number)
            if ticket is not None:
                ticket.due_at = clock.due_at
    session.flush()
    return len(moved)
