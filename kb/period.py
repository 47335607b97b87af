"""Weeks, months, quarters and years of the club's calendar: the one place that knows where they
begin. Midnight in Shanghai; weeks begin on Monday and are numbered as ISO 8601 does."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from kb.clock import SHANGHAI, to_local
from kb.errors import BadInput

FIRST_YEAR, LAST_YEAR = 2000, 2999
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """[begin, end). `key` is how addresses name it: 2026-W47, 2026-11, 2026-Q4, 2026, or
    2026-11-01..2026-11-15 for days, the last one included."""

    key: str
    label: str
    begin: datetime
    end: datetime


@lru_cache(maxsize=256)
def month(year: int, number: int) -> Period:
    """`number` may count on beyond a year: month(2026, 13) is January 2027."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return Period(
        f"{year}-{number:02}", f"{year}年{number}月", _first_of(year, number),
        _first_of(year, number + 1),
    )  # fmt: skip


def quarter(year: int, number: int) -> Period:
    year, number = year + (number - 1) // 4, (number - 1) % 4 + 1
    begin = 3 * number - 2
    return Period(
        f"{year}-Q{number}", f"{year}年第{'一二三四'[number - 1]}季度", _first_of(year, begin),
        _first_of(year, begin + 3),
    )  # fmt: skip


def year(number: int) -> Period:
    return Period(f"{number}", f"{number}年", _first_of(number, 1), _first_of(number + 1, 1))


def months_of(whole: Period) -> list[Period]:
    of = to_local(whole.begin).year
    return [month(of, each) for each in range(1, 13)]


def stretch(first: date, last: date) -> Period:
    """Whole days, both included."""
    if last < first:
        raise BadInput(
            "结束的日期早于开始的日期。", field="until", code="bad_period", mend="请换过来。"
        )
    if not FIRST_YEAR <= first.year <= last.year < LAST_YEAR:
        raise _bad(f"{first}..{last}", "period", "一段日期", "2026-11-01..2026-11-15")
    label = _in_words(first) if first == last else f"{_in_words(first)}至{_in_words(last)}"
    return Period(
        f"{first}..{last}", f"{first.year}年{label}", _midnight(first),
        _midnight(last + timedelta(days=1)),
    )  # fmt: skip


@lru_cache(maxsize=1024)
def month_of(moment: datetime) -> Period:
    local = to_local(moment)
    return month(local.year, local.month)


def quarter_of(moment: datetime) -> Period:
    local = to_local(moment)
    return quarter(local.year, (local.month + 2) // 3)


def week_of(moment: datetime) -> Period:
    return _week(to_local(moment).date())


def week_beside(week: Period, steps: int) -> Period:
    return _week(to_local(week.begin).date() + steps * A_WEEK)


def read_any(key: str) -> Period:
    """A week, a month, a quarter, a year or a stretch of days."""
    if ".." in key:
        return _read_stretch(key)
    if "W" in key:
        return read_week(key)
    return read_year(key) if key.isdecimal() else read_period(key)


def read_period(key: str) -> Period:
    """A month or a quarter."""
    found = _parts(key, r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))")
    if found is None:
        raise _bad(key, "period", "月份或季度", "2026-11 或 2026-Q4")
    of = int(found[1])
    return month(of, int(found[2])) if found[2] else quarter(of, int(found[3]))


def read_month(key: str) -> Period:
    found = _parts(key, r"(\d{4})-(0[1-9]|1[0-2])")
    if found is None:
        raise _bad(key, "month", "月份", "2026-11")
    return month(int(found[1]), int(found[2]))


def read_year(key: str) -> Period:
    found = _parts(key, r"(\d{4})")
    if found is None:
        raise _bad(key, "year", "年份", "2026")
    return year(int(found[1]))


def read_week(key: str) -> Period:
    found = _parts(key, r"(\d{4})-W(\d\d)")
    try:
        day = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        day = None
    if day is None:
        raise _bad(key, "week", "哪一周", "2026-W47")
    return _week(day)


def neighbour(period: Period, steps: int) -> Period:
    local = to_local(period.begin)
    if "Q" in period.key:
        return quarter(local.year, (local.month + 2) // 3 + steps)
    return month(local.year, local.month + steps)


def beside(period: Period, steps: int) -> Period:
    """Of any kind; a stretch of days lies beside one as long."""
    if ".." in period.key:
        first, last = first_day(period), last_day(period)
        moved = steps * (last - first + timedelta(days=1))
        return stretch(first + moved, last + moved)
    if "W" in period.key:
        return week_beside(period, steps)
    if period.key.isdecimal():
        return year(to_local(period.begin).year + steps)
    return neighbour(period, steps)


def first_day(period: Period) -> date:
    return to_local(period.begin).date()


def last_day(period: Period) -> date:
    return to_local(period.end).date() - timedelta(days=1)


def due_of(period: Period, day: int) -> date:
    """By this day of the month that follows."""
    return to_local(period.end).date().replace(day=day)


def _first_of(year: int, number: int) -> datetime:
    return datetime(year + (number - 1) // 12, (number - 1) % 12 + 1, 1, tzinfo=SHANGHAI)


def _read_stretch(key: str) -> Period:
    try:
        first, last = (date.fromisoformat(each) for each in key.split(".."))
    except ValueError:
        raise _bad(key, "period", "一段日期", "2026-11-01..2026-11-15") from None
    return stretch(first, last)


def _week(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    sunday = monday + A_WEEK - timedelta(days=1)
    year, number, _ = monday.isocalendar()
    return Period(
        f"{year}-W{number:02}",
        f"{year}年第{number}周（{_in_words(monday)}至{_in_words(sunday)}）",
        _midnight(monday),
        _midnight(monday + A_WEEK),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _in_words(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _parts(key: str, pattern: str) -> re.Match[str] | None:
    found = re.fullmatch(pattern, key, re.ASCII)
    return found if found and FIRST_YEAR <= int(found[1]) < LAST_YEAR else None


def _bad(key: str, field: str, what: str, example: str) -> BadInput:
    return BadInput(
        f"“{key}”不是{what}。", field=field, code=f"bad_{field}", mend=f"请写成 {example}。"
    )
