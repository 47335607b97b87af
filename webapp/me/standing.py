"""One's own grades, coaching and honours."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.grade_month import follow_coaching
from kb.appraisals.coaching import CoachingPlan, find_plan, plans_coached, plans_of
from kb.appraisals.consequence import consequences_of
from kb.appraisals.grade import grades_of
from kb.appraisals.honour import honours_of
from kb.errors import CourtsideError, NotFound
from kb.people.person import Person, colleagues
from kb.period import read_any
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.me.room import me
from webapp.mistakes import mistakes

PAST = 12
"""grades that are shown"""


@me.get("/standing")
@needs(None)
def standing(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


def _again(
    session: Session, by: Person, error: CourtsideError, plan_id: int
) -> ResponseReturnValue:
    return _page(session, by, error, plan_id), status_of(error)


@me.post("/coaching/<int(max=2147483647):plan_id>/notes")
@needs(None, again=_again)
def post_note(session: Session, by: Person, plan_id: int) -> ResponseReturnValue:
    """Of whom it is about an answer, of who coaches a check-in."""
    plan = _own_plan(session, by, plan_id)
    follow_coaching(session, plan, typed("note"), by=by.id, now=clock.now())
    flash("已记下，对方看得到。")
    return redirect(url_for("me.standing"), code=303)


def _own_plan(session: Session, by: Person, plan_id: int) -> CoachingPlan:
    plan = find_plan(session, plan_id)
    if by.id not in (plan.person_id, plan.coach_id):
        raise NotFound("没有这个辅导计划。")
    return plan


def _page(session: Session, by: Person, error: CourtsideError | None = None, wrong: int = 0) -> str:
    grades = grades_of(session, by.id)[:PAST]
    return render_template(
        "me/standing.html",
        grades=[(each, consequences_of(session, each.id)) for each in grades],
        plans=plans_of(session, by.id),
        coached=plans_coached(session, by.id),
        honours=honours_of(session, by.id),
        names={each.id: each.name for each in colleagues(session)},
        label=lambda key: read_any(key).label,
        me=by,
        now=clock.now(),
        wrong=wrong,
        typed={"note": typed("note")} if error else {},
        errors=mistakes(error, "note"),
    )
