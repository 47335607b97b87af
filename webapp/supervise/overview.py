"""What a supervisor has to see to now, and the summary of a week."""

from flask import render_template
from flask.typing import ResponseReturnValue
from kb.reports.weekly import weekly as summary
from sqlalchemy.orm import Session

from kb import clock
from kb.clock import to_local
from kb.people.person import Person, colleagues
from kb.people.rights import Right, rights_of
from kb.period import read_week, week_beside, week_of
from kb.reports.leading import grave_cases, loads, pressing_clocks
from kb.terms import Level
from kb.tickets.consult import consults_waiting
from kb.tickets.follow_up import follow_ups_for
from webapp.fields import asked
from webapp.guard import needs
from webapp.supervise.room import supervise, weekly
from webapp.wording import day_in_words


@supervise.get("")
@needs(Right.LEAD_SERVICE)
def overview(session: Session, by: Person) -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "supervise/overview.html",
        graves=grave_cases(session),
        consults=consults_waiting(session),
        clocks=pressing_clocks(session, now=now),
        follow_ups=follow_ups_for(session, by),
        loads=loads(session),
        names={each.id: each.name for each in colleagues(session)},
        now=now,
    )


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
