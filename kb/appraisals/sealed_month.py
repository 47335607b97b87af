"""A closed month: its result as it was, for good."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import Conflict
from kb.history import record
from kb.people.person import Person


@dataclass(frozen=True, slots=True)
class Weighed:
    """The result of a month or a year. `until`: what happened later was not looked at. `checksum`:
    of what it was made from; `document`: the result itself, in its one form of text."""

    period: str
    until: datetime
    policy_version: int
    checksum: str
    document: str


class Sealed:
    """The columns of a result that was sealed."""

    until: Mapped[datetime]
    policy_version: Mapped[int]
    checksum: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class SealedMonth(Sealed, Base):
    """Append-only. `by_id`: nobody where the day had come."""

    __tablename__ = "sealed_months"
    __table_args__ = (CheckConstraint("document <> ''", name="has_result"),)

    month: Mapped[str] = mapped_column(primary_key=True)


def seal(session: Session, weighed: Weighed, *, by: int | None, now: datetime) -> SealedMonth:
    require_unsealed(session, weighed.period)
    made = SealedMonth(month=weighed.period)
    keep(session, made, "month", weighed, by=by, now=now)
    return made


def keep(
    session: Session, made: Sealed, kind: str, weighed: Weighed, *, by: int | None, now: datetime
) -> None:
    made.until, made.policy_version = weighed.until, weighed.policy_version
    made.checksum, made.document = weighed.checksum, weighed.document
    made.by_id, made.at = by, now
    session.add(made)
    session.flush()
    record(
        session, "sealed", kind, weighed.period, by=by, now=now,
        checksum=weighed.checksum, policy=weighed.policy_version,
    )  # fmt: skip


def sealed(session: Session, month: str) -> SealedMonth | None:
    return session.get(SealedMonth, month)


def sealed_months(session: Session) -> list[SealedMonth]:
    """The first one first."""
    return list(session.scalars(select(SealedMonth).order_by(SealedMonth.month)))


def require_unsealed(session: Session, month: str) -> None:
    known = sealed(session, month)
    if known is not None:
        raise Conflict(
            f"{month} 已经结账。", code="month_sealed", mend="要更正请写明原因，另做一次重述。"
        )
