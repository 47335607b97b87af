"""What followed from the demo club's last closed month: grades, coaching, honours. Nothing where
no month is closed yet."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.acts.grade_month import (
    begin_coaching,
    follow_coaching,
    follow_grade,
    grade_month,
    proposals,
)
from kb.acts.propose_honours import decide_honour, propose_honours
from kb.appraisals.coaching import Aim
from kb.appraisals.consequence import ConsequenceKind
from kb.appraisals.grade import MonthGrade, Weight, grades_in, weight_of
from kb.appraisals.honour import HonourVerdict, honours_in
from kb.appraisals.sealed_month import sealed_months
from kb.clock import to_local
from kb.people.person import Person, by_login
from kb.period import Period, read_month
from kb.reports.month import policies_of

WORDS = {
    Weight.STRONG: "数字全面，会员的评价也好，继续保持。",
    Weight.FAIR: "稳定，和数字说的一致。",
    Weight.WEAK: "忙的时候答复拖得久，先一起把按时率提上来。",
}
GOALS = "首次答复按时率到 80%。\n关闭以前先问一句会员还有没有别的事。"
REASON = "数字之外，平时也肯帮同事。"


def seed_appraisals(session: Session, now: datetime) -> None:
    closed = sealed_months(session)
    lead, manager = by_login(session, "supervisor"), by_login(session, "manager")
    if not closed or lead is None or manager is None:
        return
    period = read_month(closed[-1].month)
    if not grades_in(session, period.key):
        _grade(session, period, lead, manager, now)
    if not honours_in(session, period.key):
        propose_honours(session, period, now=now)
    waiting = [each for each in honours_in(session, period.key) if each.decision is None]
    for honour in waiting[:-1]:  # one stays to be decided
        if honour.person_id != manager.id and honour.department not in manager.departments:
            granted = HonourVerdict.CONFIRMED
            decide_honour(session, honour, granted, REASON, by=manager.id, now=now)


def _grade(session: Session, period: Period, lead: Person, manager: Person, now: datetime) -> None:
    policy = policies_of(session, period, until=period.end).kpi
    for person, proposal in proposals(session, period).items():
        by = manager if person == lead.id else lead
        words = WORDS[weight_of(proposal.grade, policy)]
        grade = grade_month(session, period, person, proposal.grade, words, by=by.id, now=now)
        _follow(session, grade, lead, by, now)


def _follow(session: Session, grade: MonthGrade, lead: Person, by: Person, now: datetime) -> None:
    if grade.weight is Weight.STRONG:
        follow_grade(session, grade.id, ConsequenceKind.PRAISE, "在晨会上表扬。", by=by.id, now=now)
    if grade.weight is Weight.WEAK and grade.person_id != lead.id:
        aim = Aim(lead.id, GOALS, to_local(now).date() + timedelta(days=28))
        plan = begin_coaching(session, grade.id, aim, by=by.id, now=now)
        said = "一起听了三通录音，说好先告诉会员几点前有答复。"
        follow_coaching(session, plan, said, by=lead.id, now=now)
