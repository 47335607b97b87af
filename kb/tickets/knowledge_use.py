"""What a closed ticket has to do with the knowledge base, and whether that was said rightly."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.terms import LabelledEnum
from kb.tickets.ticket import Closure


class KnowledgeUse(LabelledEnum):
    REUSED = "reused", "用了现成的条目"
    IMPROVED = "improved", "改进了条目"
    DRAFTED = "drafted", "写了新条目"
    NONE = "none", "不需要知识"


class TicketLink(Base):
    """Entry and revision are another room's: no foreign key leads there."""

    __tablename__ = "ticket_links"
    __table_args__ = (
        CheckConstraint("(use = 'none') = (entry_id IS NULL)", name="names_entry"),
        CheckConstraint("(use = 'none') = (reason IS NOT NULL)", name="none_why"),
        CheckConstraint("use <> 'improved' OR revision IS NOT NULL", name="improved_how"),
        Index(None, "entry_id", "at"),
    )

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Closure.ticket_number), primary_key=True)
    use: Mapped[KnowledgeUse]
    entry_id: Mapped[str | None]
    revision: Mapped[int | None]
    reason: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class SpotCheck(Base):
    """A maintainer's word on whether the linked entry fits the ticket."""

    __tablename__ = "spot_checks"
    __table_args__ = (CheckConstraint("is_right OR note IS NOT NULL", name="wrong_why"),)

    ticket_number: Mapped[int] = mapped_column(
        ForeignKey(TicketLink.ticket_number), primary_key=True
    )
    is_right: Mapped[bool]
    note: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
