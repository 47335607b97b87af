"""What followed from a grade. After a weak one nothing else does before coaching has ended."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.appraisals.coaching import plan_for
from kb.appraisals.grade import MonthGrade, Weight, find_grade, require_lead
from kb.appraisals.wording import said
from kb.db import Base
from kb.errors import Conflict
from kb.history import record
from kb.people.person import Person
from kb.terms import LabelledEnum


class ConsequenceKind(LabelledEnum):
    PRAISE = "praise", "表扬"
    TALK = "talk", "绩效谈话"
    TRAINING = "training", "专项培训"
    REASSIGNMENT = "reassignment", "调整岗位"


K = ConsequenceKind
FOLLOWS = {
    Weight.STRONG: frozenset({K.PRAISE}),
    Weight.FAIR: frozenset(),
    Weight.WEAK: frozenset({K.TALK, K.TRAINING, K.REASSIGNMENT}),
}
"""what may follow from which grade"""


class Consequence(Base):
    __tablename__ = "consequences"
    __table_args__ = (CheckConstraint("words <> ''", name="said_why"), Index(None, "grade_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey(MonthGrade.id))
    kind: Mapped[ConsequenceKind]
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def draw_consequence(
    session: Session,
    grade_id: int,
    kind: ConsequenceKind,
    words: str,
    *,
    by: int,
    now: datetime,
) -> Consequence:
    grade = find_grade(session, grade_id)
    session.refresh(grade, with_for_update=True)
    require_lead(session, grade.person_id, by=by)
    if kind not in FOLLOWS[grade.weight]:
        raise Conflict(f"“{grade.label}”不能带来“{kind.label}”。", code="does_not_follow")
    if not may_follow(session, grade):
        raise Conflict(
            "要先做辅导，辅导计划结束以后才能记其他结果。",
            code="coach_first",
            mend="请先定辅导计划。",
        )
    made = Consequence(
        grade_id=grade.id, kind=kind, words=said(words, field="consequence"), by_id=by, at=now
    )
    session.add(made)
    session.flush()
    record(
        session, "consequence_drawn", "person", grade.person_id, by=by, now=now,
        grade=grade.id, kind=kind, words=made.words,
    )  # fmt: skip
    return made


def may_follow(session: Session, grade: MonthGrade) -> bool:
    """Whether anything that follows from it may be recorded now."""
    if grade.weight is not Weight.WEAK:
        return bool(FOLLOWS[grade.weight])
    plan = plan_for(session, grade.id)
    return plan is not None and plan.outcome is not None


def consequences_of(session: Session, grade_id: int) -> Sequence[Consequence]:
    """Oldest first."""
    found = select(Consequence).where(Consequence.grade_id == grade_id).order_by(Consequence.id)
    return session.scalars(found).all()
