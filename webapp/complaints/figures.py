"""A month's and a quarter's complaints in figures, on the page and as a sheet."""

from io import BytesIO

from flask import render_template, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.people.person import Person
from kb.people.rights import Right
from kb.period import (
    Period,
    due_of,
    month_of,
    neighbour,
    quarter_of,
)
from kb.policy import current
from kb.reports.complaints import complaint_figures
from kb.reports.complaints_sheet import write_figures
from webapp.complaints.forms import asked_period
from webapp.complaints.room import complaints
from webapp.guard import needs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@complaints.get("/figures")
@needs(Right.SEE_REPORTS)
def figures(session: Session, _by: Person) -> ResponseReturnValue:
    period, now = _period(), clock.now()
    return render_template(
        "complaints/figures.html",
        figures=complaint_figures(session, period),
        period=period,
        before=neighbour(period, -1),
        after=neighbour(period, 1) if period.end <= now else None,
        month=month_of(period.begin),
        quarter=quarter_of(period.begin),
        due=due_of(period, current(session).complaints.monthly_day),
        now=now,
    )


@complaints.get("/figures/file")
@needs(Right.SEE_REPORTS)
def figures_file(session: Session, _by: Person) -> ResponseReturnValue:
    period = _period()
    content = BytesIO(write_figures(complaint_figures(session, period)))
    name = f"投诉统计-{period.key}.xlsx"
    return send_file(content, XLSX, as_attachment=True, download_name=name)


def _period() -> Period:
    """The month that runs where the address names none."""
    return asked_period() or month_of(clock.now())
