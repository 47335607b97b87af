"""A person's grade of a closed month: proposed by the score, confirmed by somebody who leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.appraisals.wording import said
from kb.db import Base
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.history import record
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.policy.kpi import KpiPolicy
from kb.terms import LabelledEnum


class Weight(LabelledEnum):
    """What a grade may lead to."""

    STRONG = "strong", "最高一档"
    FAIR = "fair", "中间各档"
    WEAK = "weak", "最低一档"


class MonthGrade(Base):
    """`checksum`: of the month's result it is about; told anew, a month may be graded anew, and
    the newest counts. `proposed`, `grade`: names of bands, `label` as it was called then."""

    __tablename__ = "month_grades"
    __table_args__ = (
        UniqueConstraint("person_id", "month", "checksum"),
        CheckConstraint("by_id <> person_id", name="by_another"),
        CheckConstraint("words <> ''", name="said_why"),
        Index(None, "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    month: Mapped[str]
    checksum: Mapped[str]
    score: Mapped[str]
    proposed: Mapped[str]
    grade: Mapped[str]
    label: Mapped[str]
    weight: Mapped[Weight]
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a closed month proposes for somebody."""

    person: int
    month: str
    checksum: str
    score: Decimal
    grade: str


def confirm_grade(
    session: Session,
    proposal: Proposal,
    grade: str,
    words: str,
    policy: KpiPolicy,
    *,
    by: int,
    now: datetime,
) -> MonthGrade:
    """Also another one than was proposed: the words say why."""
    about = person(session, proposal.person)
    session.refresh(about, with_for_update=True)
    require_lead(session, about.id, by=by)
    bands = {each.name: each for each in policy.grades}
    if grade not in bands:
        raise BadInput("没有这个等级。", field="grade", code="bad_grade", mend="请选一个。")
    why = said(words, field="words")
    known = grade_of(session, about.id, proposal.month)
    if known is not None and known.checksum == proposal.checksum:
        raise Conflict(f"{about.name}这个月的等级已经确认。", code="graded")
    made = MonthGrade(
        person_id=about.id, month=proposal.month, checksum=proposal.checksum,
        score=str(proposal.score), proposed=proposal.grade, grade=grade,
        label=bands[grade].label, weight=weight_of(grade, policy), words=why, by_id=by, at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(
        session, "graded", "person", about.id, by=by, now=now,
        month=proposal.month, proposed=proposal.grade, grade=grade, words=why,
    )  # fmt: skip
    return made


def weight_of(grade: str, policy: KpiPolicy) -> Weight:
    if grade == policy.grades[0].name and len(policy.grades) > 1:
        return Weight.STRONG
    return Weight.WEAK if grade == policy.grades[-1].name else Weight.FAIR


def require_lead(session: Session, about: int | None, *, by: int) -> None:
    """Who leads the service or sets policy, and never about oneself."""
    who = person(session, by)
    if not (may(who, Right.LEAD_SERVICE) or may(who, Right.SET_POLICY)):
        raise NotAllowed("只有客服主管和经理可以评定。")
    if about == by:
        raise NotAllowed("不能评定自己。", mend="请让另一位主管或经理来做。")


def find_grade(session: Session, grade_id: int) -> MonthGrade:
    found = session.get(MonthGrade, grade_id)
    if found is None:
        raise NotFound("没有这个等级记录。")
    return found


def grade_of(session: Session, person_id: int, month: str) -> MonthGrade | None:
    """The newest."""
    found = select(MonthGrade).where(MonthGrade.person_id == person_id, MonthGrade.month == month)
    return session.scalar(found.order_by(MonthGrade.id.desc()).limit(1))


def grades_in(session: Session, month: str) -> dict[int, MonthGrade]:
    """By person, the newest of each."""
    found = select(MonthGrade).where(MonthGrade.month == month).order_by(MonthGrade.id)
    return {each.person_id: each for each in session.scalars(found)}


def grades_of(session: Session, person_id: int) -> Sequence[MonthGrade]:
    """Newest first."""
    found = (
        select(MonthGrade).where(MonthGrade.person_id == person_id).order_by(MonthGrade.id.desc())
    )
    return session.scalars(found).all()
