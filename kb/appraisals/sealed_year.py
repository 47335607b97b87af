"""A closed year: the mean of its months as they stood when December was closed."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.appraisals.sealed_month import Sealed, Weighed, keep
from kb.db import Base


class SealedYear(Sealed, Base):
    """Append-only. `checksum`: of the months it was made from; `until`: what was told anew of them
    later was not looked at. `by_id`: nobody where the day had come."""

    __tablename__ = "sealed_years"
    __table_args__ = (CheckConstraint("document <> ''", name="has_result"),)

    year: Mapped[str] = mapped_column(primary_key=True)


def seal_year(session: Session, weighed: Weighed, *, by: int | None, now: datetime) -> SealedYear:
    """Once: with its December, which is closed once."""
    made = SealedYear(year=weighed.period)
    keep(session, made, "year", weighed, by=by, now=now)
    return made


def sealed_year(session: Session, year: str) -> SealedYear | None:
    return session.get(SealedYear, year)
