from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.answering.telling import tell_wait
from kb.deadlines import ServiceCalendar, calendar_of, next_opening
from kb.deadlines.promise import promised
from kb.policy import ServicePolicy, current
from kb.terms import Level
from kb.tickets import Ticket
from kb.tickets.pace import Basis, Pace, first_replies, measure, queue_ahead


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is the same for everybody who waits, for some seconds."""

    at: datetime
    pace: Pace
    service: ServicePolicy
    calendar: ServiceCalendar


@dataclass(frozen=True, slots=True)
class Wait:
    """`due_at`: what the clocks promise; `minutes`: what was measured, by `basis`; `opens_at`:
    None while people serve."""

    is_open: bool
    opens_at: datetime | None
    queue: int
    minutes: int | None
    basis: Basis | None
    due_at: datetime
    text: str


def outlook(session: Session, now: datetime) -> Outlook:
    service = current(session).service
    calendar = calendar_of(session, service.hours)
    return Outlook(now, measure(first_replies(session), now), service, calendar)


def wait_anew(session: Session, seen: Outlook, now: datetime) -> Wait:
    """For who would ask now."""
    due = promised(session, Level.ONE, seen.service.hours, now=now)
    return _wait(seen, queue_ahead(session), due, now)


def wait_of(session: Session, seen: Outlook, ticket: Ticket, now: datetime) -> Wait:
    return _wait(seen, queue_ahead(session, ticket.number), ticket.due_at, now)


def _wait(seen: Outlook, queue: int, due: datetime, now: datetime) -> Wait:
    opening = next_opening(now, seen.calendar)
    pace = seen.pace if opening <= now else Pace()
    return Wait(
        is_open=opening <= now,
        opens_at=opening if opening > now else None,
        queue=queue,
        minutes=pace.minutes,
        basis=pace.basis,
        due_at=due,
        text=tell_wait(queue, pace.minutes, pace.basis, due=due, opening=opening, now=now),
    )
