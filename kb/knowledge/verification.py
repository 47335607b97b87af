"""That a text in force was looked at again and found right."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.people.person import Person


class Verification(Base):
    """`number` is of the series of publications, so that whoever follows that series sees it. The
    text is due again on `next_due`, a day in Shanghai."""

    __tablename__ = "verifications"
    __table_args__ = (
        ForeignKeyConstraint(["entry_id", "revision"], ["revisions.entry_id", "revisions.number"]),
        Index(None, "entry_id", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str]
    revision: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    next_due: Mapped[date]
    note: Mapped[str | None]


def verifications(session: Session, entry_id: str) -> list[Verification]:
    """Newest first."""
    found = select(Verification).where(Verification.entry_id == entry_id)
    return list(session.scalars(found.order_by(Verification.number.desc())))
