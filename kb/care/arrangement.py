"""Who sees to what is due, and to which day it was moved; without one it is nobody's and stays on
its day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.people.person import Person


class Arrangement(Base):
    __tablename__ = "care_arrangements"
    __table_args__ = (
        CheckConstraint("(moved_to IS NULL) = (moved_why IS NULL)", name="moved_why"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    moved_to: Mapped[date | None]
    moved_why: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
