"""One agent's month, as those see it who lead them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.appraisals.opinion import give_opinion
from kb.errors import CourtsideError
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.period import read_month
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.manage.menu import pages
from webapp.manage.month import asked_month
from webapp.manage.opinions import read_opinion
from webapp.manage.page import person_page
from webapp.manage.room import manage

PERSON = "/scores/<int(max=2147483647):person_id>"


@manage.get(PERSON)
@needs(Right.SEE_REPORTS)
def person_scores(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    return _page(session, by, person_id)


def _again(
    session: Session, by: Person, error: CourtsideError, person_id: int
) -> ResponseReturnValue:
    return _page(session, by, person_id, error), status_of(error)


@manage.post(f"{PERSON}/opinions")
@needs(Right.LEAD_SERVICE, again=_again)
def post_opinion(session: Session, by: Person, person_id: int) -> ResponseReturnValue:
    period = read_month(typed("month"))
    give_opinion(session, period, person_id, read_opinion(), by=by.id, now=clock.now())
    flash("评价已记下，对方看得到。")
    here = url_for("manage.person_scores", person_id=person_id, month=period.key)
    return redirect(here, code=303)


def _page(session: Session, by: Person, person_id: int, error: CourtsideError | None = None) -> str:
    now = clock.now()
    period = read_month(typed("month")) if error else asked_month(now)
    whose = person(session, person_id)
    data = person_page(session, whose, period, now, error)
    may_rate = may(by, Right.LEAD_SERVICE) and by.id != whose.id and data["works"]
    return render_template("manage/person.html", pages=pages(), may_rate=may_rate, **data)
