from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.counter import take_numbers
from kb.deadlines.hearing import hear
from kb.deadlines.promise import promised
from kb.deadlines.signal import Matter, Signal, Subject
from kb.history import record
from kb.policy import ServicePolicy
from kb.terms import Category, Department, Level, Reason
from kb.text import clean
from kb.tickets.rotation import give_by_turns
from kb.tickets.ticket import Ticket, TicketState

FIRST_NUMBER = 1001


def open_ticket(
    session: Session,
    conversation_id: int,
    question: str,
    *,
    level: Level,
    category: Category,
    reason: Reason,
    policy: ServicePolicy,
    now: datetime,
    by: int | None = None,
    department: Department | None = None,
    candidates: Sequence[dict[str, Any]] = (),
    message_id: int | None = None,
) -> Ticket:
    """`message_id`: the message that asked. What a colleague opens is given to no other."""
    ticket = Ticket(
        number=take_numbers(session, "ticket", first=FIRST_NUMBER)[0],
        conversation_id=conversation_id,
        message_id=message_id,
        question=clean(question),
        category=category,
        level=level,
        reason=reason,
        state=TicketState.OPEN,
        opened_at=now,
        due_at=answer_due(session, level, policy, now=now),
        department=department,
        candidates=list(candidates),
    )
    session.add(ticket)
    session.flush()
    record(
        session, "opened", "ticket", ticket.number, by=by, now=now,
        level=level, category=category, reason=reason, due_at=ticket.due_at,
    )  # fmt: skip
    opened = Subject(Matter.TICKET, ticket.number), Signal.OPENED
    hear(session, *opened, by=by, now=now, level=level)
    return ticket if by else give_by_turns(session, ticket, now=now)


def answer_due(session: Session, level: Level, policy: ServicePolicy, *, now: datetime) -> datetime:
    """Until when a person answers: the promise in force for this level."""
    return promised(session, level, policy.hours, now=now)
