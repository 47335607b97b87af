"""A question that a colleague wrote down for a member: by telephone, at the desk, by mail."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.history import record
from kb.people.person import Person
from kb.terms import Category, Level
from kb.tickets.ticket import Ticket


class Intake(Base):
    """Who called, and what triage proposed for their words, with its reasons."""

    __tablename__ = "intakes"

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    member_name: Mapped[str | None]
    member_phone: Mapped[str | None]
    proposed_level: Mapped[Level]
    proposed_category: Mapped[Category]
    because: Mapped[list[str]]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def intake_of(session: Session, number: int) -> Intake | None:
    return session.get(Intake, number)


def look_at_phone(session: Session, number: int, *, by: int, now: datetime) -> None:
    """Each look at a member's telephone number is on record; the number itself is not."""
    record(session, "looked_at", "ticket", number, by=by, now=now, field="phone")
    session.flush()
