"""The summary of a week."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.clock import to_local
from kb.people.person import Person
from kb.people.rights import Right, rights_of
from kb.period import read_week, week_beside, week_of
from kb.reports.weekly import weekly as summary
from kb.terms import Level
from webapp.fields import asked
from webapp.guard import needs
from webapp.supervise.room import weekly
from webapp.wording import day_in_words


@weekly.get("")
@needs(Right.SEE_REPORTS)
def summary_page(session: Session, by: Person) -> ResponseReturnValue:
    now = clock.now()
    week = read_week(asked("week")) if asked("week") else week_of(now)
    following, told = week_beside(week, 1), summary(session, week, now=now)
    return render_template(
        "supervise/weekly.html",
        told=told,
        rights=rights_of(by),
        grave={each.ticket.number for each in told.notable if each.ticket.level is Level.THREE},
        days=[day_in_words(each.on, to_local(now).date()) for each in told.coming],
        before=week_beside(week, -1),
        after=following if following.begin <= now else None,
        now=now,
    )
