"""How to reach whoever asked: as a colleague wrote it down, or as the member left it."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import Conflict
from kb.history import record
from kb.members.particulars import read_phone
from kb.people.person import Person
from kb.terms import Category, Level
from kb.tickets.merge import worked_on_as
from kb.tickets.moves import ALIVE
from kb.tickets.register import own_ticket
from kb.tickets.ticket import Ticket


class Intake(Base):
    """Who called, and what triage proposed for their words, with its reasons. `by_id`: None where
    the member themself left the number."""

    __tablename__ = "intakes"

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    member_name: Mapped[str | None]
    member_phone: Mapped[str | None]
    proposed_level: Mapped[Level]
    proposed_category: Mapped[Category]
    because: Mapped[list[str]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def intake_of(session: Session, number: int) -> Intake | None:
    return session.get(Intake, number)


def leave_phone(
    session: Session, conversation_id: int, number: int, phone: str, *, now: datetime
) -> Intake:
    """Only by the member of this conversation, for a question that a colleague is still to answer.
    The latest stands; the number itself is in no history."""
    ticket = own_ticket(session, conversation_id, number)
    kept = read_phone(phone)
    session.flush()
    session.refresh(ticket, with_for_update=True)
    if worked_on_as(session, ticket).state not in ALIVE:
        raise Conflict("这个问题已经处理完了。", code="illegal_move", mend="还有话请直接写在下面。")
    intake = intake_of(session, ticket.number) or Intake(
        ticket_number=ticket.number, proposed_level=ticket.level,
        proposed_category=ticket.category, because=[],
    )  # fmt: skip
    intake.member_phone, intake.at = kept, now
    session.add(intake)
    record(session, "left_phone", "ticket", ticket.number, by=None, now=now)
    session.flush()
    return intake


def look_at_phone(session: Session, number: int, *, by: int, now: datetime) -> None:
    """Each look at a member's telephone number is on record; the number itself is not."""
    record(session, "looked_at", "ticket", number, by=by, now=now, field="phone")
    session.flush()
