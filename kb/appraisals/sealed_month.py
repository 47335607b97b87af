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
    """A month's result. `until`: what happened later was not looked at. `checksum`: of what it was
    made from; `document`: the result itself, in its one form of text."""

    month: str
    until: datetime
    policy_version: int
    checksum: str
    document: str


class SealedMonth(Base):
    """Append-only. `by_id`: nobody where the day had come."""

    __tablename__ = "sealed_months"
    __table_args__ = (CheckConstraint("document <> ''", name="has_result"),)

    month: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    policy_version: Mapped[int]
    checksum: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def seal(session: Session, weighed: Weighed, *, by: int | None, now: datetime) -> SealedMonth:
    require_unsealed(session, weighed.month)
    made = SealedMonth(
        month=weighed.month, until=weighed.until, policy_version=weighed.policy_version,
        checksum=weighed.checksum, document=weighed.document, by_id=by, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(
        session, "sealed", "month", weighed.month, by=by, now=now,
        checksum=weighed.checksum, policy=weighed.policy_version,
    )  # fmt: skip
    return made


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
