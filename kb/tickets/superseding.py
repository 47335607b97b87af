"""When the member says the rest of a question whose beginning a person was to answer already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.terms import Category, Reason
from kb.text import clean
from kb.tickets.moves import Move, enter, require_legal, told
from kb.tickets.ticket import Ticket, TicketState


class Superseding(Base):
    """`message_id`: the member's message that made the question whole, and was answered."""

    __tablename__ = "supersedings"

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    at: Mapped[datetime]


def is_untouched(ticket: Ticket) -> bool:
    return ticket.state is TicketState.OPEN


def supersede(session: Session, ticket: Ticket, message_id: int, *, now: datetime) -> Superseding:
    """The whole question was answered at once: nobody needs to answer its beginning."""
    require_legal(session, ticket, Move.SUPERSEDE)
    enter(ticket, Move.SUPERSEDE)
    settled = session.get(Superseding, ticket.number) or Superseding(ticket_number=ticket.number)
    settled.message_id, settled.at = message_id, now
    session.add(settled)
    session.flush()
    told(session, ticket, Move.SUPERSEDE, by=None, now=now, message=message_id)
    subject = Subject(Matter.TICKET, ticket.number)
    cause = "会员补充以后，助手已经回答"
    hear(session, subject, Signal.CLOSED, by=None, now=now, cause=cause)
    return settled


def complete(
    session: Session,
    ticket: Ticket,
    question: str,
    message_id: int,
    *,
    category: Category,
    reason: Reason,
    candidates: Sequence[dict[str, Any]],
    now: datetime,
) -> Ticket:
    """The fuller question takes the place of its beginning, under the same number and promise."""
    require_legal(session, ticket, Move.COMPLETE)
    ticket.question = clean(question)
    ticket.category, ticket.reason = category, reason
    ticket.candidates = list(candidates)
    session.flush()
    told(session, ticket, Move.COMPLETE, by=None, now=now, message=message_id)
    return ticket


def superseding_of(session: Session, number: int) -> Superseding | None:
    return session.get(Superseding, number)
