"""A coaching plan after a weak month: goals, who coaches and by when, what was said on the way,
and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.appraisals.grade import MonthGrade, Weight, find_grade, require_lead
from kb.appraisals.wording import said
from kb.clock import to_local
from kb.db import Base
from kb.errors import BadInput, Conflict, NotAllowed, NotFound
from kb.history import record
from kb.people.person import Person, person
from kb.terms import LabelledEnum


class NoteKind(LabelledEnum):
    CHECK_IN = "check_in", "跟进"
    ANSWER = "answer", "本人回应"


class Ending(LabelledEnum):
    REACHED = "reached", "达到目标"
    PARTLY = "partly", "部分达到"
    MISSED = "missed", "没有达到"


class CoachingPlan(Base):
    """One for a grade. Nobody coaches themselves."""

    __tablename__ = "coaching_plans"
    __table_args__ = (
        CheckConstraint("coach_id <> person_id", name="coached_by_another"),
        CheckConstraint("by_id <> person_id", name="by_another"),
        CheckConstraint("goals <> ''", name="has_goals"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey(MonthGrade.id), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    coach_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    goals: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    notes: Mapped[list["CoachingNote"]] = relationship(order_by="CoachingNote.id", lazy="selectin")
    outcome: Mapped["CoachingOutcome | None"] = relationship(lazy="selectin")


class CoachingNote(Base):
    """A check-in of whoever coaches or leads, or what the person answers to it."""

    __tablename__ = "coaching_notes"
    __table_args__ = (CheckConstraint("words <> ''", name="says_something"), Index(None, "plan_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey(CoachingPlan.id))
    kind: Mapped[NoteKind]
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class CoachingOutcome(Base):
    __tablename__ = "coaching_outcomes"
    __table_args__ = (CheckConstraint("words <> ''", name="said_why"),)

    plan_id: Mapped[int] = mapped_column(
        ForeignKey(CoachingPlan.id), primary_key=True, autoincrement=False
    )
    ending: Mapped[Ending]
    words: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Aim:
    coach: int
    goals: str
    due_on: date


def plan_coaching(
    session: Session, grade_id: int, aim: Aim, *, by: int, now: datetime
) -> CoachingPlan:
    grade = find_grade(session, grade_id)
    session.refresh(grade, with_for_update=True)
    require_lead(session, grade.person_id, by=by)
    if grade.weight is not Weight.WEAK:
        raise Conflict("只有最低一档的等级要做辅导计划。", code="no_need")
    if plan_for(session, grade.id) is not None:
        raise Conflict("这个等级已经有辅导计划。", code="plan_stands")
    goals = said(aim.goals, field="goals")
    if aim.coach == grade.person_id or not person(session, aim.coach).active:
        raise BadInput("请选另一位在职的同事来辅导。", field="coach", code="bad_coach")
    if aim.due_on <= to_local(now).date():
        raise BadInput("完成日期要在今天以后。", field="due_on", code="due_past")
    plan = CoachingPlan(
        grade_id=grade.id, person_id=grade.person_id, coach_id=aim.coach, goals=goals,
        due_on=aim.due_on, by_id=by, at=now, notes=[], outcome=None,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    record(
        session, "coaching_planned", "person", grade.person_id, by=by, now=now,
        plan=plan.id, coach=aim.coach, due_on=aim.due_on,
    )  # fmt: skip
    return plan


def check_in(
    session: Session, plan: CoachingPlan, words: str, *, by: int, now: datetime
) -> CoachingNote:
    """By whoever coaches, or leads."""
    if by != plan.coach_id:
        require_lead(session, plan.person_id, by=by)
    return _note(session, plan, NoteKind.CHECK_IN, words, by=by, now=now)


def answer_coaching(
    session: Session, plan: CoachingPlan, words: str, *, by: int, now: datetime
) -> CoachingNote:
    if by != plan.person_id:
        raise NotAllowed("只有本人可以回应。")
    return _note(session, plan, NoteKind.ANSWER, words, by=by, now=now)


def finish_coaching(
    session: Session, plan: CoachingPlan, ending: Ending, words: str, *, by: int, now: datetime
) -> CoachingOutcome:
    """After at least one check-in."""
    _require_open(session, plan)
    require_lead(session, plan.person_id, by=by)
    if not any(each.kind is NoteKind.CHECK_IN for each in plan.notes):
        raise Conflict("还没有跟进过，不能结束。", code="no_check_in", mend="请先记一次跟进。")
    why = said(words, field="outcome")
    plan.outcome = CoachingOutcome(plan_id=plan.id, ending=ending, words=why, by_id=by, at=now)
    session.flush()
    record(
        session, "coaching_finished", "person", plan.person_id, by=by, now=now,
        plan=plan.id, ending=ending, words=why,
    )  # fmt: skip
    return plan.outcome


def find_plan(session: Session, plan_id: int) -> CoachingPlan:
    found = session.get(CoachingPlan, plan_id)
    if found is None:
        raise NotFound("没有这个辅导计划。")
    return found


def plan_for(session: Session, grade_id: int) -> CoachingPlan | None:
    return session.scalar(select(CoachingPlan).where(CoachingPlan.grade_id == grade_id))


def plans_in(session: Session, month: str) -> dict[int, CoachingPlan]:
    """By person, the newest of each."""
    found = select(CoachingPlan).join(MonthGrade).where(MonthGrade.month == month)
    return {each.person_id: each for each in session.scalars(found.order_by(CoachingPlan.id))}


def plans_of(session: Session, person_id: int) -> Sequence[CoachingPlan]:
    """Newest first."""
    found = select(CoachingPlan).where(CoachingPlan.person_id == person_id)
    return session.scalars(found.order_by(CoachingPlan.id.desc())).all()


def plans_coached(session: Session, coach_id: int) -> Sequence[CoachingPlan]:
    """Those under way, oldest first."""
    found = select(CoachingPlan).where(
        CoachingPlan.coach_id == coach_id, ~CoachingPlan.outcome.has()
    )
    return session.scalars(found.order_by(CoachingPlan.id)).all()


def _note(
    session: Session, plan: CoachingPlan, kind: NoteKind, words: str, *, by: int, now: datetime
) -> CoachingNote:
    _require_open(session, plan)
    note = CoachingNote(plan_id=plan.id, kind=kind, words=said(words, field="note"), by_id=by,
                        at=now)  # fmt: skip
    plan.notes.append(note)
    session.flush()
    record(
        session, f"coaching_{kind.value}", "person", plan.person_id, by=by, now=now, plan=plan.id
    )
    return note


def _require_open(session: Session, plan: CoachingPlan) -> None:
    session.refresh(plan, with_for_update=True)
    if plan.outcome is not None:
        raise Conflict("这个辅导计划已经结束。", code="plan_over")
