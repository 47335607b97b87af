"""On which day something is due. Pure: days are those of the calendar in Shanghai."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.care.call import CareKind
from kb.policy import CarePolicy


@dataclass(frozen=True, slots=True)
class Due:
    """Something to call about. `key` names it for good; `about`: what to say or ask; `path`: where
    the case is read; `phone`: masked. `planned_on`: its own day, `on`: the day it was moved to.
    `forms`: those filled in that the same call is about, each with the round of its call."""

    key: str
    kind: CareKind
    on: date
    who: str
    about: str
    path: str
    phone: str = ""
    member_id: int | None = None
    prospect_id: int | None = None
    forms: tuple[tuple[int, int], ...] = ()
    owner_id: int | None = None
    loyal: bool = False
    tried: int = 0
    planned_on: date | None = None
    moved_why: str = ""

    def moved(self, day: date | None, why: str | None, owner_id: int | None) -> "Due":
        if day is None:
            return replace(self, owner_id=owner_id or self.owner_id)
        return replace(
            self, on=day, planned_on=self.on, moved_why=why or "",
            owner_id=owner_id or self.owner_id,
        )  # fmt: skip

    def tried_so_often(self, count: int) -> "Due":
        return replace(self, tried=count)


def next_call(enquired_on: date, called_on: Sequence[date], policy: CarePolicy) -> date:
    """The third day after a Monday is Thursday."""
    if not called_on:
        return enquired_on + timedelta(days=policy.first_call_days)
    return max(called_on) + timedelta(days=policy.again_days)


def yearly(day: date, year: int) -> date:
    """The day in that year; who was born on 29 February has it on the 28th in common years."""
    if day.month == 2 and day.day == 29 and not calendar.isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def nearest_yearly(day: date, since: date, until: date) -> date | None:
    """Its first return from `since` to `until`, both included; never the day itself."""
    for year in range(since.year, until.year + 1):
        there = yearly(day, year)
        if since <= there <= until and there > day:
            return there
    return None


def years_between(begin: date, today: date) -> int:
    """Whole years; on the day of return one more is full."""
    years = today.year - begin.year
    return years if today >= yearly(begin, today.year) else years - 1


def is_loyal(joined_on: date | None, today: date, policy: CarePolicy) -> bool:
    return joined_on is not None and years_between(joined_on, today) >= policy.loyal_years
