"""Honours: proposed by rule from figures, confirmed or declined by somebody who leads."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.appraisals.grade import require_lead
from kb.appraisals.wording import said
from kb.counter import take_numbers
from kb.db import Base
from kb.errors import Conflict, NotAllowed, NotFound
from kb.history import record
from kb.people.person import Person, person
from kb.terms import Department, LabelledEnum


class HonourKind(LabelledEnum):
    AGENT = "agent", "最佳客服"
    DEPARTMENT = "department", "最佳部门"
    STAR = "star", "服务之星"
    INNOVATION = "innovation", "创新奖"
    TEAM = "team", "团队奖"
    SPECIAL = "special", "特别奖（重大事件处置）"


class HonourVerdict(LabelledEnum):
    CONFIRMED = "confirmed", "已授予"
    DECLINED = "declined", "不授予"


class Honour(Base):
    """`period`: a month 2026-10 or a year 2026. Of a person or of a department. `figures`: why,
    each with measure, value (text), count and sources."""

    __tablename__ = "honours"
    __table_args__ = (
        UniqueConstraint("period", "kind", "person_id"),
        UniqueConstraint("period", "kind", "department"),
        CheckConstraint("(person_id IS NULL) <> (department IS NULL)", name="of_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str]
    kind: Mapped[HonourKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    department: Mapped[Department | None]
    figures: Mapped[list[dict[str, Any]]]
    proposed_at: Mapped[datetime]
    decision: Mapped["HonourDecision | None"] = relationship(lazy="selectin")

    @property
    def is_granted(self) -> bool:
        return self.decision is not None and self.decision.verdict is HonourVerdict.CONFIRMED


class HonourDecision(Base):
    __tablename__ = "honour_decisions"
    __table_args__ = (CheckConstraint("reason <> ''", name="said_why"),)

    honour_id: Mapped[int] = mapped_column(
        ForeignKey(Honour.id), primary_key=True, autoincrement=False
    )
    verdict: Mapped[HonourVerdict]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as an honour keeps it."""

    measure: str
    value: str
    count: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nominee:
    """`person` or `department`, never both."""

    kind: HonourKind
    person: int | None
    department: Department | None
    why: tuple[Told, ...]


def propose(
    session: Session, period: str, nominees: Iterable[Nominee], *, now: datetime
) -> list[Honour]:
    """Those that were not proposed before."""
    take_numbers(session, "honours")  # whoever proposes at the same moment waits here
    known = {(each.kind, each.person_id, each.department) for each in honours_in(session, period)}
    made = [
        Honour(
            period=period, kind=each.kind, person_id=each.person, department=each.department,
            figures=[asdict(told) for told in each.why], proposed_at=now, decision=None,
        )
        for each in nominees
        if (each.kind, each.person, each.department) not in known
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    for each in made:
        record(
            session, "proposed", "honour", each.id, by=None, now=now,
            period=period, kind=each.kind, person=each.person_id, department=each.department,
        )  # fmt: skip
    return made


def decide(
    session: Session, honour: Honour, verdict: HonourVerdict, reason: str, *, by: int, now: datetime
) -> HonourDecision:
    """Not on oneself, nor on one's own department."""
    session.refresh(honour, with_for_update=True)
    require_lead(session, honour.person_id, by=by)
    if honour.department is not None and honour.department in person(session, by).departments:
        raise NotAllowed("不能评定自己的部门。", mend="请让另一位主管或经理来做。")
    if honour.decision is not None:
        raise Conflict("这项荣誉已经有了结论。", code="decided")
    why = said(reason, field="reason")
    honour.decision = HonourDecision(
        honour_id=honour.id, verdict=verdict, reason=why, by_id=by, at=now
    )
    session.flush()
    record(
        session, verdict.value, "honour", honour.id, by=by, now=now, reason=why,
        period=honour.period, kind=honour.kind,
    )  # fmt: skip
    return honour.decision


def find_honour(session: Session, honour_id: int) -> Honour:
    found = session.get(Honour, honour_id)
    if found is None:
        raise NotFound("没有这项荣誉。")
    return found


def honours_in(session: Session, period: str) -> Sequence[Honour]:
    """In the order they were proposed."""
    found = select(Honour).where(Honour.period == period).order_by(Honour.id)
    return session.scalars(found).all()


def all_honours(session: Session) -> Sequence[Honour]:
    """The newest period first."""
    found = select(Honour).order_by(Honour.period.desc(), Honour.id)
    return session.scalars(found).all()


def honours_of(session: Session, person_id: int) -> list[Honour]:
    """Granted ones, the newest first."""
    found = select(Honour).where(Honour.person_id == person_id).order_by(Honour.id.desc())
    return [each for each in session.scalars(found) if each.is_granted]
