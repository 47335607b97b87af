"""Telling a closed month anew, with what would change."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.check_months import what_would_change
from kb.acts.close_month import restate_month
from kb.errors import CourtsideError
from kb.kpi.measures import MEASURES
from kb.people.person import Person, colleagues
from kb.people.rights import Right
from kb.period import read_month
from kb.terms import Department
from webapp.errors import status_of
from webapp.fields import asked, typed
from webapp.guard import needs
from webapp.manage.menu import pages
from webapp.manage.month import head
from webapp.manage.room import manage
from webapp.mistakes import mistakes


@manage.get("/scores/restatement")
@needs(Right.SET_POLICY)
def restatement(session: Session, _by: Person) -> ResponseReturnValue:
    return _page(session, asked("month"))


def _again(session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(session, typed("month"), error), status_of(error)


@manage.post("/scores/restatements")
@needs(Right.SET_POLICY, again=_again)
def post_restatement(session: Session, by: Person) -> ResponseReturnValue:
    period = read_month(typed("month"))
    restate_month(session, period, typed("reason"), by=by.id, now=clock.now())
    flash("已重述，原来的结果保留。")
    return redirect(url_for("manage.scores", month=period.key), code=303)


def _page(session: Session, month: str, error: CourtsideError | None = None) -> str:
    now = clock.now()
    period = read_month(month)
    names: dict[int | str, str] = {each.id: each.name for each in colleagues(session)}
    names |= {each.value: each.label for each in Department}
    return render_template(
        "manage/restatement.html",
        pages=pages(),
        head=head(session, period, now),
        moved=what_would_change(session, period, now=now),
        names=names,
        measures=MEASURES,
        typed={"reason": typed("reason")} if error else {},
        errors=mistakes(error, "reason"),
    )
