"""Months and quarters of the club's calendar: the one place that knows where they begin."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from kb.clock import SHANGHAI, to_local
from kb.errors import BadInput

FIRST_YEAR, LAST_YEAR = 2000, 2999


@dataclass(frozen=True, slots=True)
class Period:
    """[begin, end). `key` is how addresses name it: 2026-11 or 2026-Q4."""

    key: str
    label: str
    begin: datetime
    end: datetime


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


def month_of(moment: datetime) -> Period:
    local = to_local(moment)
    return month(local.year, local.month)


def quarter_of(moment: datetime) -> Period:
    local = to_local(moment)
    return quarter(local.year, (local.month + 2) // 3)


def read_period(key: str) -> Period:
    found = re.fullmatch(r"(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4]))", key, re.ASCII)
    if found is None or not FIRST_YEAR <= int(found[1]) < LAST_YEAR:
        raise BadInput(
            f"“{key}”不是月份或季度。",
            field="period",
            code="bad_period",
            mend="请写成 2026-11 或 2026-Q4。",
        )
    year = int(found[1])
    return month(year, int(found[2])) if found[2] else quarter(year, int(found[3]))


def neighbour(period: Period, steps: int) -> Period:
    local = to_local(period.begin)
    if "Q" in period.key:
        return quarter(local.year, (local.month + 2) // 3 + steps)
    return month(local.year, local.month + steps)


def due_of(period: Period, day: int) -> date:
    """By this day of the month that follows."""
    return to_local(period.end).date().replace(day=day)


def _first_of(year: int, number: int) -> datetime:
    return datetime(year + (number - 1) // 12, (number - 1) % 12 + 1, 1, tzinfo=SHANGHAI)
