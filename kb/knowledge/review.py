"""What a second person said of a text."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.terms import LabelledEnum


class Finding(LabelledEnum):
    APPROVED = "approved", "通过"
    REJECTED = "rejected", "退回"


class Review(Base):
    __tablename__ = "reviews"
    __table_args__ = (
        ForeignKeyConstraint(["entry_id", "revision"], ["revisions.entry_id", "revisions.number"]),
        CheckConstraint("(finding = 'rejected') = (reason IS NOT NULL)", name="rejected_why"),
        Index(None, "entry_id", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str]
    revision: Mapped[int]
    finding: Mapped[Finding]
    reason: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def reviews(session: Session, entry_id: str) -> list[Review]:
    """Newest first."""
    found = select(Review).where(Review.entry_id == entry_id).order_by(Review.id.desc())
    return list(session.scalars(found))
