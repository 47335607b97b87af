from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.set_calendar import import_year, remove_day, set_day
from kb.clock import to_local
from kb.deadlines.calendar import DayKind
from kb.deadlines.days import FIRST_YEAR, LAST_YEAR
from kb.errors import BadInput, CourtsideError
from kb.people.person import Person
from kb.people.rights import Right
from webapp.calendar.forms import Opening, read_day, read_written_day
from webapp.calendar.year import year_of
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes

calendar = Blueprint("calendar", __name__, url_prefix="/calendar")


@calendar.get("")
@needs(Right.SET_CALENDAR)
def days(session: Session, _by: Person) -> ResponseReturnValue:
    return _page(session, _asked_year())


def _again(session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(session, _typed_year(), error), status_of(error)


@calendar.post("/days")
@needs(Right.SET_CALENDAR, again=_again)
def post_day(session: Session, by: Person) -> ResponseReturnValue:
    given = read_day()
    moved = set_day(
        session, given.day, given.kind, given.name, given.periods, by=by.id, now=clock.now()
    )
    flash(f"已保存 {given.day} {given.name}{_say_moved(moved)}。")
    return redirect(url_for("calendar.days", year=given.day.year), code=303)


@calendar.post("/removals")
@needs(Right.SET_CALENDAR, again=_again)
def post_removal(session: Session, by: Person) -> ResponseReturnValue:
    day = read_written_day(typed("day"))
    moved = remove_day(session, day, by=by.id, now=clock.now())
    flash(f"{day} 已恢复平常{_say_moved(moved)}。")
    return redirect(url_for("calendar.days", year=day.year), code=303)


@calendar.post("/years")
@needs(Right.SET_CALENDAR, again=_again)
def post_year(session: Session, by: Person) -> ResponseReturnValue:
    year = number(typed("year"), field="year")
    changed, moved = import_year(session, year, by=by.id, now=clock.now())
    said = f"改动 {changed} 天{_say_moved(moved)}" if changed else "没有变化"
    flash(f"已载入 {year} 年节假日，{said}。")
    return redirect(url_for("calendar.days", year=year), code=303)


def _page(session: Session, year: int, error: CourtsideError | None = None) -> str:
    return render_template(
        "calendar/calendar.html",
        shown=year_of(session, year, asked("day"), clock.now()),
        kinds=DayKind,
        openings=Opening,
        typed=request.form,
        errors=mistakes(error, "day"),
        now=clock.now(),
    )


def _asked_year() -> int:
    if not asked("year"):
        return to_local(clock.now()).year
    year = number(asked("year"), field="year")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput("服务日历里没有这一年。", field="year", code="bad_year")
    return year


def _typed_year() -> int:
    """Of the day that was typed, where it can be read."""
    try:
        year = date.fromisoformat(typed("day")).year
    except ValueError:
        year = 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else to_local(clock.now()).year


def _say_moved(count: int) -> str:
    return f"，{count} 个进行中的时限随之改动" if count else ""
