"""One's own month, for everybody who works here."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.appraisals.opinion import give_opinion
from kb.errors import CourtsideError, NotAllowed
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.period import read_month
from webapp.errors import status_of
from webapp.fields import asked, typed
from webapp.guard import needs
from webapp.manage.figures import figure_of_department, figure_of_person
from webapp.manage.month import asked_month
from webapp.manage.opinions import read_opinion
from webapp.manage.page import person_page
from webapp.me.room import me


@me.get("")
@needs(None)
def month(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


@me.get("/sources")
@needs(None)
def sources(session: Session, by: Person) -> ResponseReturnValue:
    if not asked("department"):
        return figure_of_person(session, by, own=by)
    mine = by.departments if may(by, Right.ANSWER_REFERRED) else frozenset()
    if asked("department") not in mine:
        raise NotAllowed("您只能看自己部门的数字。", mend="请从“我的绩效”点开。")
    return figure_of_department(session, by, own=True)


def _again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(session, by, error), status_of(error)


@me.post("/opinions")
@needs(Right.WORK_TICKETS, again=_again)
def post_opinion(session: Session, by: Person) -> ResponseReturnValue:
    period = read_month(typed("month"))
    give_opinion(session, period, by.id, read_opinion(), by=by.id, now=clock.now())
    flash("自我评价已记下。")
    return redirect(url_for("me.month", month=period.key), code=303)


def _page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    now = clock.now()
    period = read_month(typed("month")) if error else asked_month(now)
    data = person_page(session, by, period, now, error)
    may_contribute = may(by, Right.PROPOSE_KNOWLEDGE)
    return render_template("me/month.html", may_contribute=may_contribute, **data)
