from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kb.answering.telling import tell_queue, tell_wait
from kb.deadlines import ServiceCalendar, calendar_of, next_opening
from kb.deadlines.promise import promised
from kb.policy import ServicePolicy, current
from kb.terms import Level
from kb.tickets import Ticket
from kb.tickets.pace import Basis, Pace, first_replies, measure, queue_ahead

FIRST_OF_ALL = "这样的情况排在最前面，不等服务时间。"


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
    return _wait(seen, queue_ahead(session), tell_wait, due=due, now=now)


def wait_of(session: Session, seen: Outlook, ticket: Ticket, now: datetime) -> Wait:
    queue = queue_ahead(session, ticket.number)
    wait = _wait(seen, queue, tell_queue, due=ticket.due_at, now=now)
    return replace(wait, text=FIRST_OF_ALL) if ticket.level is Level.THREE else wait


def _wait(
    seen: Outlook, queue: int, tell: Callable[..., str], *, due: datetime, now: datetime
) -> Wait:
    opening = next_opening(now, seen.calendar)
    pace = seen.pace if opening <= now else Pace()
    return Wait(
        is_open=opening <= now,
        opens_at=opening if opening > now else None,
        queue=queue,
        minutes=pace.minutes,
        basis=pace.basis,
        due_at=due,
        text=tell(queue, pace.minutes, pace.basis, due=due, opening=opening, now=now),
    )
