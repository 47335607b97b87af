"""A year of the service calendar as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from kb.deadlines import calendar_of, is_open
from kb.deadlines.calendar import ServiceCalendar
from kb.deadlines.days import Doubt, days_of, doubts
from kb.deadlines.periods import say_periods
from kb.deadlines.special_day import SpecialDay
from kb.policy import ServiceHours, current
from webapp.wording import WEEKDAYS, usual_days


@dataclass(frozen=True)
class Row:
    special: SpecialDay
    weekday: str
    periods: str


@dataclass(frozen=True)
class Year:
    """`usual`: weekly hours and those of public holidays; `chosen`: the day to be changed."""

    year: int
    rows: Sequence[Row]
    usual: Sequence[tuple[str, str]]
    doubts: Sequence[Doubt]
    chosen: Row | None
    is_open: bool


def year_of(session: Session, year: int, chosen: str, now: datetime) -> Year:
    hours = current(session).service.hours
    calendar = calendar_of(session, hours)
    rows = [_row(each, calendar) for each in days_of(session, year)]
    return Year(
        year,
        rows,
        _usual(hours),
        doubts(session, now),
        next((each for each in rows if each.special.day.isoformat() == chosen), None),
        is_open(now, calendar),
    )


def _row(special: SpecialDay, calendar: ServiceCalendar) -> Row:
    day: date = special.day
    return Row(special, WEEKDAYS[day.weekday()], say_periods(calendar.periods(day)))


def _usual(hours: ServiceHours) -> list[tuple[str, str]]:
    holiday = hours.sunday if hours.holiday is None else hours.holiday
    lines = [*usual_days(hours), ("假日", holiday)]
    return [(days, say_periods(periods) or "不服务") for days, periods in lines]
