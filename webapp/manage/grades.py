"""Grades of a closed month: confirming what the scores propose, and what follows from it."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.grade_month import (
    begin_coaching,
    end_coaching,
    follow_coaching,
    follow_grade,
    grade_month,
    proposals,
)
from kb.appraisals.coaching import Aim, Ending, find_plan, plan_for, plans_in
from kb.appraisals.consequence import FOLLOWS, ConsequenceKind, consequences_of, may_follow
from kb.appraisals.grade import Weight, find_grade, grade_of, grades_in
from kb.clock import parse_day
from kb.errors import BadInput, CourtsideError
from kb.people.person import Person, colleagues, person
from kb.people.rights import Right, holders
from kb.period import Period, month_of, neighbour, read_month
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import needs
from webapp.manage.menu import pages
from webapp.manage.month import head
from webapp.manage.room import manage
from webapp.mistakes import mistakes

NUMBER = "<int(max=2147483647):"
ONE = f"/grades/{NUMBER}person_id>"


def last_month() -> Period:
    """The one before the month that runs, where the address names none."""
    named = asked("month") or typed("month")
    return read_month(named) if named else neighbour(month_of(clock.now()), -1)


@manage.get("/grades")
@needs(Right.SEE_REPORTS)
def grades(session: Session, _by: Person) -> ResponseReturnValue:
    period, now = last_month(), clock.now()
    known = grades_in(session, period.key)
    return render_template(
        "manage/grades.html",
        pages=pages(),
        head=head(session, period, now),
        proposals=proposals(session, period),
        known=known,
        plans=plans_in(session, period.key),
        people=colleagues(session),
    )


@manage.get(ONE)
@needs(Right.SEE_REPORTS)
def person_grade(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    return _page(session, by, person_id, last_month())


def _again(
    session: Session, by: Person, error: CourtsideError, person_id: int
) -> ResponseReturnValue:
    return _page(session, by, person_id, last_month(), error), status_of(error)


@manage.post(ONE)
@needs(Right.SEE_REPORTS, again=_again)
def post_grade(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    period = last_month()
    grade_month(
        session, period, person_id, typed("grade"), typed("words"), by=by.id, now=clock.now()
    )
    flash("等级已确认，已告诉本人。")
    return _back(person_id, period.key)


@manage.post(f"{ONE}/coaching")
@needs(Right.SEE_REPORTS, again=_again)
def post_coaching(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    grade = grade_of(session, person_id, last_month().key)
    coach = number(typed("coach") or "0", field="coach")
    aim = Aim(coach or person_id, typed("goals"), _day(typed("due_on")))
    begin_coaching(session, grade.id if grade else 0, aim, by=by.id, now=clock.now())
    flash("辅导计划已定，已告诉本人和辅导的同事。")
    return _back(person_id, last_month().key)


@manage.post(f"{ONE}/consequences")
@needs(Right.SEE_REPORTS, again=_again)
def post_consequence(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    grade = grade_of(session, person_id, last_month().key)
    if typed("kind") not in {each.value for each in ConsequenceKind}:
        raise BadInput("请选一种结果。", field="kind", code="bad_kind")
    kind = ConsequenceKind(typed("kind"))
    follow_grade(session, grade.id if grade else 0, kind, typed("consequence"), by=by.id,
                 now=clock.now())  # fmt: skip
    flash(f"{kind.label}已记下，已告诉本人。")
    return _back(person_id, last_month().key)


def _plan_again(
    session: Session, by: Person, error: CourtsideError, plan_id: int
) -> ResponseReturnValue:
    plan = find_plan(session, plan_id)
    period = read_month(find_grade(session, plan.grade_id).month)
    return _page(session, by, plan.person_id, period, error), status_of(error)


@manage.post(f"/coaching/{NUMBER}plan_id>/check-ins")
@needs(Right.SEE_REPORTS, again=_plan_again)
def post_check_in(session: Session, by: Person, plan_id: int) -> ResponseReturnValue:
    plan = find_plan(session, plan_id)
    follow_coaching(session, plan, typed("note"), by=by.id, now=clock.now())
    flash("跟进已记下。")
    return _back(plan.person_id, find_grade(session, plan.grade_id).month)


@manage.post(f"/coaching/{NUMBER}plan_id>/outcome")
@needs(Right.SEE_REPORTS, again=_plan_again)
def post_outcome(session: Session, by: Person, plan_id: int) -> ResponseReturnValue:
    plan = find_plan(session, plan_id)
    if typed("ending") not in {each.value for each in Ending}:
        raise BadInput("请选辅导的结果。", field="ending", code="bad_ending")
    end_coaching(
        session, plan, Ending(typed("ending")), typed("outcome"), by=by.id, now=clock.now()
    )
    flash("辅导计划已结束。")
    return _back(plan.person_id, find_grade(session, plan.grade_id).month)


def _page(
    session: Session,
    by: Person,
    person_id: int,
    period: Period,
    error: CourtsideError | None = None,
) -> str:
    now, whose = clock.now(), person(session, person_id)
    grade = grade_of(session, whose.id, period.key)
    names = {each.id: each.name for each in colleagues(session)}
    proposal = proposals(session, period).get(whose.id)
    coaches = [each for each in holders(session, Right.WORK_TICKETS) if each.id != whose.id]
    return render_template(
        "manage/grade.html",
        pages=pages(),
        head=head(session, period, now),
        whose=whose,
        proposal=proposal,
        grade=grade,
        is_open=proposal is not None and (not grade or grade.checksum != proposal.checksum),
        is_own=by.id == whose.id,
        plan=plan_for(session, grade.id) if grade else None,
        consequences=consequences_of(session, grade.id) if grade else [],
        follows=[each for each in ConsequenceKind if grade and each in FOLLOWS[grade.weight]],
        may_follow=grade is not None and may_follow(session, grade),
        weak=grade is not None and grade.weight is Weight.WEAK,
        coaches=coaches,
        endings=Ending,
        names=names,
        now=now,
        typed=_typed() if error else {},
        errors=mistakes(error, "words"),
    )


def _typed() -> dict[str, str]:
    kept = ("grade", "words", "coach", "goals", "due_on", "kind", "consequence", "note",
            "ending", "outcome")  # fmt: skip
    return {name: typed(name) for name in kept}


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError:
        raise BadInput("请选完成的日期。", field="due_on", code="bad_day") from None


def _back(person_id: int, month: str) -> ResponseReturnValue:
    return redirect(url_for("manage.person_grade", person_id=person_id, month=month), code=303)
