"""Weeks of the club's calendar: the one place that knows where they begin. Monday, midnight in
Shanghai; numbered as ISO 8601 does."""

import re
from datetime import date, datetime, time, timedelta

from kb.clock import SHANGHAI, to_local
from kb.errors import BadInput
from kb.reports.period import FIRST_YEAR, LAST_YEAR, Period

DAYS = timedelta(days=7)


def week_of(moment: datetime) -> Period:
    return _week(to_local(moment).date())


def week_beside(week: Period, steps: int) -> Period:
    return _week(to_local(week.begin).date() + steps * DAYS)


def read_week(key: str) -> Period:
    found = re.fullmatch(r"(\d{4})-W(\d\d)", key, re.ASCII)
    if found is None or not FIRST_YEAR <= int(found[1]) < LAST_YEAR:
        raise _bad(key)
    try:
        return _week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError as error:
        raise _bad(key) from error


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    sunday = monday + DAYS - timedelta(days=1)
    year, number, _ = monday.isocalendar()
    return Period(
        f"{year}-W{number:02}",
        f"{year}年第{number}周（{_in_words(monday)}至{_in_words(sunday)}）",
        datetime.combine(monday, time(), SHANGHAI),
        datetime.combine(monday + DAYS, time(), SHANGHAI),
    )


def _in_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _bad(key: str) -> BadInput:
    return BadInput(
        f"“{key}”不是哪一周。", field="week", code="bad_week", mend="请写成 2026-W47 这样。"
    )
