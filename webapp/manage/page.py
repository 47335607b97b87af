"""What a page about one person's month shows, their own or somebody else's."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.appraisals.opinion import Aspect, View, opinions_on
from kb.errors import CourtsideError
from kb.kpi.departments import DepartmentMonth
from kb.kpi.measures import MEASURES
from kb.kpi.month import MonthResult
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.period import Period
from kb.reports.month import month_result
from kb.terms import Department
from webapp.manage.month import groups, head, month_of_person
from webapp.manage.opinions import typed_opinion
from webapp.mistakes import mistakes


def person_page(
    session: Session,
    whose: Person,
    period: Period,
    now: datetime,
    error: CourtsideError | None = None,
) -> dict[str, Any]:
    result = month_result(session, period, now=now)
    own = month_of_person(result, whose.id)
    said = {(each.view, each.aspect): each for each in opinions_on(session, period.key, whose.id)}
    return {
        "head": head(session, period, now),
        "whose": whose,
        "works": may(whose, Right.WORK_TICKETS),
        "month": own,
        "groups": groups(session, period, result, own) if own else [],
        "departments": _departments(result, whose),
        "team": {each.measure: each.value for each in result.team},
        "measures": MEASURES,
        "aspects": Aspect,
        "views": View,
        "said": said,
        "typed": typed_opinion() if error else {},
        "errors": mistakes(error, "opinion"),
    }


def _departments(
    result: MonthResult, whose: Person
) -> list[tuple[Department, DepartmentMonth | None]]:
    """Those for which somebody answers; None where a department has nothing to tell."""
    if not may(whose, Right.ANSWER_REFERRED):
        return []
    known = {each.department: each for each in result.departments}
    return [(each, known.get(each)) for each in sorted(whose.departments)]
