"""That a supervisor knows of a level-3 ticket."""

from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.history import record
from kb.people.person import Person
from kb.tickets.serious import require_serious
from kb.tickets.ticket import Ticket


class Acknowledgement(Base):
    __tablename__ = "acknowledgements"

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    at: Mapped[datetime]


def acknowledge(session: Session, ticket: Ticket, *, by: int, now: datetime) -> Acknowledgement:
    """Saying so twice changes nothing."""
    require_serious(session, ticket)
    known = session.get(Acknowledgement, (ticket.number, by))
    if known is not None:
        return known
    said = Acknowledgement(ticket_number=ticket.number, by_id=by, at=now)
    session.add(said)
    session.flush()
    record(session, "acknowledged", "ticket", ticket.number, by=by, now=now)
    subject = Subject(Matter.TICKET, ticket.number)
    hear(session, subject, Signal.SUPERVISOR_ACKNOWLEDGED, by=by, now=now)
    return said


def acknowledgements(session: Session, ticket: Ticket) -> list[Acknowledgement]:
    """The first one first."""
    found = select(Acknowledgement).where(Acknowledgement.ticket_number == ticket.number)
    return list(session.scalars(found.order_by(Acknowledgement.at, Acknowledgement.by_id)))
