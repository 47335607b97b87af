"""The rows one figure was made from, in words."""

from flask import render_template, url_for
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import NotFound
from kb.kpi.figure import Figure
from kb.kpi.measures import MEASURES
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.period import Period
from kb.reports.month import month_result
from kb.reports.sources import told
from kb.terms import Department
from webapp.fields import asked, number, read_page
from webapp.manage.menu import pages
from webapp.manage.month import asked_month, month_of_person
from webapp.paths import link_to_page_here

PAGE = 50


def figure_of_person(session: Session, by: Person, own: Person | None = None) -> str:
    """`own`: whose own page asks; else the address names somebody."""
    whose = own or person(session, number(asked("person"), field="person"))
    period = asked_month(clock.now())
    month = month_of_person(month_result(session, period, now=clock.now()), whose.id)
    figures = month.figures if month else ()
    back = (
        url_for("me.month", month=period.key)
        if own
        else url_for("manage.person_scores", person_id=whose.id, month=period.key)
    )
    return _page(session, by, _named(figures), period, (whose.name, back))


def figure_of_department(session: Session, by: Person, *, own: bool = False) -> str:
    """`own`: from the page of somebody who answers for this department."""
    period = asked_month(clock.now())
    result = month_result(session, period, now=clock.now())
    found = next((e for e in result.departments if e.department == asked("department")), None)
    if found is None:
        raise NotFound("这个部门这个月没有数字。")
    where = (
        url_for("me.month", month=period.key)
        if own
        else url_for("manage.department_scores", department=found.department, month=period.key)
    )
    label = Department(found.department).label
    return _page(session, by, _named(found.figures), period, (label, where))


def _named(figures: tuple[Figure, ...]) -> Figure:
    found = next((each for each in figures if each.measure == asked("measure")), None)
    if found is None:
        raise NotFound("这个月没有这个数字。", mend="请从绩效页上点开。")
    return found


def _page(
    session: Session, by: Person, figure: Figure, period: Period, whose: tuple[str, str]
) -> str:
    name, back = whose
    page = read_page()
    wanted = figure.sources[(page - 1) * PAGE : page * PAGE]
    return render_template(
        "manage/sources.html",
        pages=pages(),
        figure=figure,
        measure=MEASURES[figure.measure],
        period=period,
        name=name,
        back=back,
        rows=told(session, wanted),
        opens_tickets=may(by, Right.WORK_TICKETS),
        number=page,
        last=max(1, -(-len(figure.sources) // PAGE)),
        link=link_to_page_here,
        now=clock.now(),
    )
