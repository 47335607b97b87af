"""Scores of agents and departments, by month and year, and the rows each figure was made from."""

from io import BytesIO

from flask import render_template, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.appraisals.sealed_year import sealed_year
from kb.clock import to_local
from kb.errors import NotFound
from kb.kpi.measures import MEASURES
from kb.people.person import Person, colleagues
from kb.people.rights import Right
from kb.period import read_year
from kb.reports.month import month_result
from kb.reports.scores_sheet import write_scores
from kb.reports.year import compute_year, year_result
from kb.terms import Department
from webapp.fields import asked
from webapp.guard import needs
from webapp.language import tell_ours
from webapp.manage.figures import figure_of_department, figure_of_person
from webapp.manage.menu import pages
from webapp.manage.month import agents_in, asked_month, head
from webapp.manage.room import manage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@manage.get("/scores")
@needs(Right.SEE_REPORTS)
def scores(session: Session, _by: Person) -> ResponseReturnValue:
    now = clock.now()
    period = asked_month(now)
    result = month_result(session, period, now=now)
    return render_template(
        "manage/scores.html",
        pages=pages(),
        head=head(session, period, now),
        rows=agents_in(session, result),
        team={each.measure: each for each in result.team},
        departments=result.departments,
        measures=MEASURES,
    )


@manage.get("/scores/file")
@needs(Right.SEE_REPORTS)
def scores_file(session: Session, _by: Person) -> ResponseReturnValue:
    now = clock.now()
    period = asked_month(now)
    names = {each.id: each.name for each in colleagues(session)}
    result, grades = month_result(session, period, now=now), head(session, period, now).grades
    content = BytesIO(write_scores(result, names, grades, tell_ours))
    return send_file(content, XLSX, as_attachment=True, download_name=f"绩效-{period.key}.xlsx")


@manage.get("/scores/year")
@needs(Right.SEE_REPORTS)
def year_scores(session: Session, _by: Person) -> ResponseReturnValue:
    now = clock.now()
    whole = read_year(asked("year") or str(to_local(now).year))
    anew = compute_year(session, whole)
    return render_template(
        "manage/year_scores.html",
        pages=pages(),
        whole=whole,
        result=year_result(session, whole),
        sealed=sealed_year(session, whole.key),
        anew={each.who: each.score for each in (*anew.agents, *anew.departments)},
        names={each.id: each.name for each in colleagues(session)},
        departments=Department,
        head=head(session, asked_month(now), now),
    )


@manage.get("/scores/departments/<department>")
@needs(Right.SEE_REPORTS)
def department_scores(session: Session, _by: Person, department: str) -> ResponseReturnValue:
    now = clock.now()
    period = asked_month(now)
    if department not in {each.value for each in Department}:
        raise NotFound("没有这个部门。")
    result = month_result(session, period, now=now)
    found = next((each for each in result.departments if each.department == department), None)
    return render_template(
        "manage/department_scores.html",
        pages=pages(),
        head=head(session, period, now),
        department=Department(department),
        month=found,
        measures=MEASURES,
    )


@manage.get("/sources")
@needs(Right.SEE_REPORTS)
def sources(session: Session, by: Person) -> ResponseReturnValue:
    if asked("department"):
        return figure_of_department(session, by)
    return figure_of_person(session, by)


@manage.get("/definitions")
@needs(None)
def definitions(_session: Session, _by: Person) -> ResponseReturnValue:
    return render_template("manage/definitions.html", pages=pages(), measures=MEASURES)
