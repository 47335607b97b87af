from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.contributions import contributions_of, contributions_to, find_contribution, reverse
from kb.errors import CourtsideError
from kb.knowledge import find_revision
from kb.knowledge.reader import open_entry
from kb.kpi.measures import MEASURES
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.period import month_of, neighbour, read_month
from kb.reports.contribution_month import ContributionMonth, contribution_month
from webapp.errors import status_of
from webapp.fields import asked, read_page
from webapp.fields import number as read_number
from webapp.guard import needs
from webapp.library.room import library
from webapp.library.stories import stories
from webapp.library.upkeep_forms import read_reason
from webapp.paths import link_to_page_here


@library.get("/contributions")
@needs(Right.PROPOSE_KNOWLEDGE)
def contributions(session: Session, by: Person) -> ResponseReturnValue:
    """One's own; who reviews or leads may look at anybody's, and at the points who leads."""
    wanted, now = asked("person"), clock.now()
    leads = may(by, Right.SEE_REPORTS) or may(by, Right.LEAD_SERVICE)
    whose = by
    if wanted and (leads or may(by, Right.REVIEW_KNOWLEDGE)):
        whose = person(session, read_number(wanted, field="person"))
    page = contributions_of(session, whose.id, read_page())
    return render_template(
        "library/contributions.html",
        page=page,
        stories=stories(session, page),
        link=link_to_page_here,
        whose=whose,
        by=by,
        now=now,
        points=_points(session, whose, now) if leads or whose.id == by.id else None,
        measures=MEASURES,
        neighbour=neighbour,
    )


def _points(session: Session, whose: Person, now: datetime) -> ContributionMonth:
    """Of the month in the address, else of this one."""
    key = asked("month")
    period = read_month(key) if key else month_of(now)
    return contribution_month(session, whose.id, period, now=now)


@library.get("/<entry_id>/contributions")
@needs(Right.LOOK_UP)
def entry_contributions(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    return _entry_page(session, by, entry_id)


def _reversal_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    entry_id = find_contribution(session, number).entry_id
    told = {f"reason-{number}": f"{error.message}{error.mend or ''}"}
    return _entry_page(session, by, entry_id, told), status_of(error)


@library.post("/contributions/<int(max=2147483647):number>/reversal")
@needs(Right.REVIEW_KNOWLEDGE, again=_reversal_again)
def post_reversal(session: Session, by: Person, number: int) -> ResponseReturnValue:
    entry_id = find_contribution(session, number).entry_id
    reverse(session, number, read_reason(), by=by.id, now=clock.now())
    flash("已撤销这条贡献，记录保留。")
    return redirect(url_for("library.entry_contributions", entry_id=entry_id), code=303)


def _entry_page(
    session: Session, by: Person, entry_id: str, errors: dict[str, str] | None = None
) -> str:
    entry = open_entry(session, entry_id, by)
    page = contributions_to(session, entry_id, read_page())
    return render_template(
        "library/entry_contributions.html",
        entry=entry,
        text=find_revision(session, entry_id, entry.head),
        page=page,
        stories=stories(session, page),
        link=link_to_page_here,
        may_reverse=may(by, Right.REVIEW_KNOWLEDGE),
        now=clock.now(),
        errors=errors or {},
    )
