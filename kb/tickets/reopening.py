"""An answered or closed case that is not solved after all."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.text.field import require_text
from kb.tickets.done import done_already
from kb.tickets.moves import Move, enter, require_legal, told
from kb.tickets.ticket import Ticket

WITHIN = timedelta(days=7)
"""so long after the last word a member's "not solved" opens the case again"""


class Reopening(Base):
    """`by_id`: None where the member's own message did it."""

    __tablename__ = "reopenings"
    __table_args__ = (
        Index(None, "ticket_number"),
        CheckConstraint("reason <> ''", name="said_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


def reopen(
    session: Session,
    ticket: Ticket,
    reason: str,
    *,
    due_at: datetime,
    by: int | None,
    now: datetime,
) -> Reopening:
    """Back to whom it was with, or to the queue where they work no more. `due_at`: the promise
    made anew."""
    why = require_text(reason, "reopen_reason", "重新打开的原因")
    require_legal(session, ticket, Move.REOPEN)
    before = ticket.state
    owner = ticket.owner_id
    freed = owner is not None and not may(person(session, owner), Right.WORK_TICKETS)
    if freed:
        ticket.owner_id = None
    enter(ticket, Move.REOPEN)
    ticket.due_at = due_at
    made = Reopening(ticket_number=ticket.number, by_id=by, at=now, reason=why)
    session.add(made)
    session.flush()
    told(
        session, ticket, Move.REOPEN, by=by, now=now,
        reopening=made.id, before=before, due_at=due_at, freed=freed,
    )  # fmt: skip
    subject = Subject(Matter.TICKET, ticket.number)
    hear(
        session, subject, Signal.REOPENED, by=by, now=now, level=ticket.level, cause=why,
        done=done_already(session, ticket),
    )  # fmt: skip
    return made


def reopenings_of(session: Session, number: int) -> list[Reopening]:
    """Oldest first."""
    found = select(Reopening).where(Reopening.ticket_number == number).order_by(Reopening.id)
    return list(session.scalars(found))


def times_reopened(session: Session, number: int) -> int:
    found = select(func.count()).where(Reopening.ticket_number == number)
    return session.scalar(found) or 0
