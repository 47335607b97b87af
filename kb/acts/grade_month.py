"""Grades of a closed month and what follows from them; whom it concerns is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.appraisals.coaching import (
    Aim,
    CoachingNote,
    CoachingOutcome,
    CoachingPlan,
    Ending,
    answer_coaching,
    check_in,
    finish_coaching,
    plan_coaching,
)
from kb.appraisals.consequence import Consequence, ConsequenceKind, draw_consequence
from kb.appraisals.grade import MonthGrade, Proposal, confirm_grade, find_grade
from kb.appraisals.restatement import standing
from kb.errors import Conflict
from kb.kpi.month import read_result
from kb.notices.notice import NoticeKind, notify
from kb.people.person import person
from kb.period import Period, read_month
from kb.reports.month import policies_of

OWN_PATH = "/me/standing"


def proposals(session: Session, period: Period) -> dict[int, Proposal]:
    """By person, of whoever has a score; empty while the month is open."""
    closed = standing(session, period.key)
    if closed is None:
        return {}
    result = read_result(closed.document)
    return {
        each.person: Proposal(
            each.person, period.key, closed.checksum, each.scored.score, each.scored.grade
        )
        for each in result.agents
        if each.scored.score is not None and each.scored.grade is not None
    }


def grade_month(
    session: Session,
    period: Period,
    person_id: int,
    grade: str,
    words: str,
    *,
    by: int,
    now: datetime,
) -> MonthGrade:
    proposal = proposals(session, period).get(person_id)
    if proposal is None:
        raise Conflict(
            f"{period.label}还没有结账，或者{person(session, person_id).name}这个月没有总分。",
            code="no_score",
        )
    policy = policies_of(session, period, until=period.end).kpi
    made = confirm_grade(session, proposal, grade, words, policy, by=by, now=now)
    text = f"{period.label}的等级：{made.label}。"
    _tell(session, person_id, text, ("grade", made.id), now)
    return made


def begin_coaching(
    session: Session, grade_id: int, aim: Aim, *, by: int, now: datetime
) -> CoachingPlan:
    plan = plan_coaching(session, grade_id, aim, by=by, now=now)
    label = read_month(find_grade(session, grade_id).month).label
    about = ("coaching", plan.id)
    _tell(session, plan.person_id, f"为您定了{label}的辅导计划。", about, now)
    if plan.coach_id != by:
        name = person(session, plan.person_id).name
        _tell(session, plan.coach_id, f"请您辅导{name}。", about, now)
    return plan


def follow_coaching(
    session: Session, plan: CoachingPlan, words: str, *, by: int, now: datetime
) -> CoachingNote:
    """A check-in, or the answer of the person themselves: the other side is told."""
    if by == plan.person_id:
        note = answer_coaching(session, plan, words, by=by, now=now)
        name = person(session, by).name
        about = ("coaching_note", note.id)
        _tell(session, plan.coach_id, f"{name}回应了辅导计划。", about, now)
        return note
    note = check_in(session, plan, words, by=by, now=now)
    about = ("coaching_note", note.id)
    _tell(session, plan.person_id, "您的辅导计划有新的跟进。", about, now)
    return note


def end_coaching(
    session: Session, plan: CoachingPlan, ending: Ending, words: str, *, by: int, now: datetime
) -> CoachingOutcome:
    made = finish_coaching(session, plan, ending, words, by=by, now=now)
    text = f"您的辅导计划已结束：{ending.label}。"
    _tell(session, plan.person_id, text, ("coaching_outcome", plan.id), now)
    return made


def follow_grade(
    session: Session,
    grade_id: int,
    kind: ConsequenceKind,
    words: str,
    *,
    by: int,
    now: datetime,
) -> Consequence:
    made = draw_consequence(session, grade_id, kind, words, by=by, now=now)
    grade = find_grade(session, grade_id)
    text = f"{read_month(grade.month).label}：{kind.label}。"
    _tell(session, grade.person_id, text, ("consequence", made.id), now)
    return made


def _tell(
    session: Session, person_id: int, text: str, about: tuple[str, int], now: datetime
) -> None:
    notify(
        session, person_id, NoticeKind.NEWS, text, about=about, path=OWN_PATH,
        key=f"{about[0]}:{about[1]}", now=now,
    )  # fmt: skip
