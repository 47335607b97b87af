"""A spoken question that was answered while the member was still there."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.tickets.ticket import Ticket


class SpotAnswer(Base):
    """From the first word written down to the moment it was kept; `entry_id`: what was read out,
    None where the colleague knew the answer."""

    __tablename__ = "spot_answers"
    __table_args__ = (CheckConstraint("at >= began_at", name="began_before"),)

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    entry_id: Mapped[str | None]
    began_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def spot_answer_of(session: Session, number: int) -> SpotAnswer | None:
    return session.get(SpotAnswer, number)
