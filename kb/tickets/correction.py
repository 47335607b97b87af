"""What triage proposed wrongly: a person's word on level and category, kept as a label."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base, labelled_text
from kb.errors import BadInput
from kb.people.person import Person
from kb.terms import Category, Level
from kb.text.field import require_text
from kb.tickets.level_change import enter_level
from kb.tickets.moves import Move, require_legal, told
from kb.tickets.ticket import Ticket


class TriageCorrection(Base):
    __tablename__ = "triage_corrections"
    __table_args__ = (
        Index(None, "ticket_number"),
        CheckConstraint(
            "level <> proposed_level OR category <> proposed_category", name="corrects_something"
        ),
        CheckConstraint("reason <> ''", name="said_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    proposed_level: Mapped[Level]
    proposed_category: Mapped[Category] = mapped_column(
        labelled_text(Category, "proposed_category")
    )
    level: Mapped[Level]
    category: Mapped[Category]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A message and what it truly was, as a person says."""

    text: str
    level: Level
    category: Category


def correct(
    session: Session,
    ticket: Ticket,
    level: Level,
    category: Category,
    reason: str,
    *,
    due_at: datetime,
    by: int,
    now: datetime,
) -> TriageCorrection:
    """`due_at`: the promise of this level, counted from when the member asked; see
    `enter_level`."""
    why = require_text(reason, "correct_reason", "更正的原因")
    require_legal(session, ticket, Move.CORRECT, by)
    before = ticket.level
    if (level, category) == (before, ticket.category):
        raise BadInput(
            "级别和分类都没有变。",
            field="correct_level",
            code="same_triage",
            mend="请选对的那一个。",
        )
    made = TriageCorrection(
        ticket_number=ticket.number, proposed_level=before, proposed_category=ticket.category,
        level=level, category=category, reason=why, by_id=by, at=now,
    )  # fmt: skip
    ticket.category = category
    session.add(made)
    session.flush()
    if level is not before:
        enter_level(session, ticket, level, why, due_at=due_at, by=by, now=now)
    told(
        session, ticket, Move.CORRECT, by=by, now=now, correction=made.id,
        before=before, level=level, category=category, due_at=ticket.due_at,
    )  # fmt: skip
    return made


def corrections_of(session: Session, number: int) -> list[TriageCorrection]:
    """Oldest first."""
    found = select(TriageCorrection).where(TriageCorrection.ticket_number == number)
    return list(session.scalars(found.order_by(TriageCorrection.id)))


def corrections(session: Session) -> list[Corrected]:
    """One a ticket, the last word on it; in the order of the tickets."""
    found = (
        select(Ticket.question, TriageCorrection.level, TriageCorrection.category, Ticket.number)
        .join(Ticket, Ticket.number == TriageCorrection.ticket_number)
        .order_by(Ticket.number, TriageCorrection.id)
    )
    rows = session.execute(found)
    last = {number: Corrected(text, level, category) for text, level, category, number in rows}
    return list(last.values())
