"""An interim word to the member: what happens, before there is an answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.people.person import Person
from kb.text.field import require_text
from kb.tickets.moves import Move, require_legal, told
from kb.tickets.ticket import Ticket


class MemberUpdate(Base):
    __tablename__ = "member_updates"
    __table_args__ = (Index(None, "ticket_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


def update(session: Session, ticket: Ticket, text: str, *, by: int, now: datetime) -> MemberUpdate:
    """Keeps that it was said; `kb.acts.update_member` says it."""
    kept = require_text(text, "update", "要告知的进展")
    require_legal(session, ticket, Move.UPDATE, by)
    written = MemberUpdate(ticket_number=ticket.number, by_id=by, at=now, text=kept)
    session.add(written)
    session.flush()
    told(session, ticket, Move.UPDATE, by=by, now=now, update=written.id)
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.UPDATED, by=by, now=now)
    return written


def updates_of(session: Session, number: int) -> list[MemberUpdate]:
    """Oldest first."""
    found = select(MemberUpdate).where(MemberUpdate.ticket_number == number)
    return list(session.scalars(found.order_by(MemberUpdate.id)))
