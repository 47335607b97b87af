"""A closed month told anew, with the reason; what was sealed stays as it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.appraisals.sealed_month import SealedMonth, Weighed, sealed
from kb.db import Base
from kb.errors import Conflict
from kb.history import record
from kb.people.person import Person
from kb.text.field import require_text

MOST_CHARACTERS = 1000


class Restatement(Base):
    """Append-only. The newest one stands."""

    __tablename__ = "restatements"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="said_why"),
        CheckConstraint("document <> ''", name="has_result"),
        Index(None, "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(ForeignKey(SealedMonth.month))
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime]
    policy_version: Mapped[int]
    checksum: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def restate(
    session: Session, weighed: Weighed, reason: str, *, by: int, now: datetime
) -> Restatement:
    why = require_text(reason, "reason", "重述的原因", MOST_CHARACTERS)
    stands = standing(session, weighed.period)
    if stands is None:
        raise Conflict(f"{weighed.period} 还没有结账，不用重述。", code="month_open")
    if stands.document == weighed.document:
        raise Conflict("重新计算的结果和现在的一样，不用重述。", code="nothing_moved")
    made = Restatement(
        month=weighed.period, reason=why, until=weighed.until,
        policy_version=weighed.policy_version, checksum=weighed.checksum,
        document=weighed.document, by_id=by, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(
        session, "restated", "month", weighed.period, by=by, now=now,
        restatement=made.id, reason=why, checksum=weighed.checksum,
    )  # fmt: skip
    return made


def standing(session: Session, month: str) -> SealedMonth | Restatement | None:
    """What is in force for a month; None while it is open."""
    made = restatements_of(session, month)
    return made[-1] if made else sealed(session, month)


def restatements_of(session: Session, month: str) -> list[Restatement]:
    """Oldest first."""
    found = select(Restatement).where(Restatement.month == month).order_by(Restatement.id)
    return list(session.scalars(found))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force for a closed month, without its document. `restatement`: None where it is
    what was sealed."""

    month: str
    restatement: int | None
    checksum: str
    at: datetime


def standings(session: Session, until: datetime | None = None) -> dict[str, Standing]:
    """By month, of every closed one; of those that were closed or told anew before `until`."""
    first = select(SealedMonth.month, SealedMonth.checksum, SealedMonth.at)
    again = select(Restatement.month, Restatement.id, Restatement.checksum, Restatement.at)
    if until is not None:
        first, again = first.where(SealedMonth.at < until), again.where(Restatement.at < until)
    found = {each.month: Standing(each.month, None, *each[1:]) for each in session.execute(first)}
    for each in session.execute(again.order_by(Restatement.id)):
        found[each.month] = Standing(*each)
    return found


def document_of(session: Session, stands: Standing) -> str:
    if stands.restatement is None:
        return session.get_one(SealedMonth, stands.month).document
    return session.get_one(Restatement, stands.restatement).document


def all_standing(session: Session) -> dict[str, SealedMonth | Restatement]:
    """By month, of every closed one."""
    found: dict[str, SealedMonth | Restatement] = {
        each.month: each for each in session.scalars(select(SealedMonth))
    }
    for each in session.scalars(select(Restatement).order_by(Restatement.id)):
        found[each.month] = each
    return found
