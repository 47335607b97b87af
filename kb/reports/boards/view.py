"""What a dashboard looks at: a period as far as it has gone, and the same stretch of the one
before, so that half a month is not held against a whole one."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.period import Period, beside, first_day, last_day, stretch
from kb.reports.tallies import Measured, Scope, Tallies

BACK = {"week": 12, "month": 12, "quarter": 4, "year": 3, "days": 6}
"""how many periods a trend goes back, this one included"""


@dataclass(frozen=True, slots=True)
class View:
    """`span`: of the period what has gone by, today included. `earlier`: as many days from the
    beginning of the period before."""

    session: Session
    tallies: Tallies
    period: Period
    span: Period
    earlier: Period
    scope: Scope
    now: datetime

    def sums(
        self, measures: Collection[Measured], *by: str, span: Period | None = None
    ) -> Counter[tuple[Any, ...]]:
        return self.tallies.sums(span or self.span, measures, *by, scope=self.scope)

    def count(self, measure: Measured, *keys: str, span: Period | None = None) -> int:
        """Of these keys, or of all."""
        found = self.sums([measure], "key", span=span)
        return sum(amount for (key,), amount in found.items() if not keys or key in keys)

    def by_key(self, measure: Measured, span: Period | None = None) -> Counter[str]:
        found = self.sums([measure], "key", span=span)
        return Counter({key: amount for (key,), amount in found.items()})

    def trend(self) -> list[Period]:
        """The last periods of its kind, this one at the end."""
        steps = range(1 - BACK[kind_of(self.period)], 1)
        return [beside(self.period, each) for each in steps]

    def over_time(
        self, measures: Collection[Measured], *by: str
    ) -> list[tuple[Period, Counter[tuple[Any, ...]]]]:
        """The sums of each period of the trend, by one question to the database; none before the
        first day there is anything of."""
        periods = self.trend()
        whole = stretch(first_day(periods[0]), last_day(self.span))
        found = self.sums(measures, "day", *by, span=whole)
        since = min((day for day, *_ in found), default=None)
        return [
            (each, _within(found, each))
            for each in periods
            if each is periods[-1] or (since is not None and since <= last_day(each))
        ]

    def by_day(self, measures: Collection[Measured]) -> tuple[list[int], list[int]]:
        """Day by day, and as many of the days of the period before."""
        return self._days(measures, self.span), self._days(measures, self.earlier)

    def _days(self, measures: Collection[Measured], span: Period) -> list[int]:
        found = self.sums(measures, "day", span=span)
        return [found[(day,)] for day in days_of(span)]


def open_view(
    session: Session, period: Period, scope: Scope | None = None, *, now: datetime
) -> View:
    today = to_local(now).date()
    before = beside(period, -1)
    span, earlier = period, before
    if first_day(period) <= today < last_day(period):
        span = stretch(first_day(period), today)
        gone = today - first_day(period)
        earlier = stretch(first_day(before), min(first_day(before) + gone, last_day(before)))
    return View(session, Tallies(session), period, span, earlier, scope or Scope(), now)


def kind_of(period: Period) -> str:
    if ".." in period.key:
        return "days"
    if "W" in period.key:
        return "week"
    if "Q" in period.key:
        return "quarter"
    return "year" if period.key.isdecimal() else "month"


def short(period: Period) -> str:
    """As an axis says it."""
    first = first_day(period)
    match kind_of(period):
        case "days":
            return f"{first.month}月{first.day}日起"
        case "week":
            return f"{first.month}月{first.day}日"
        case "month":
            return f"{first.year}年1月" if first.month == 1 else f"{first.month}月"
        case "quarter":
            return f"{first.year}年第{(first.month + 2) // 3}季"
    return f"{first.year}年"


def days_of(span: Period) -> list[date]:
    first = first_day(span)
    return [first + timedelta(days=each) for each in range((last_day(span) - first).days + 1)]


def _within(found: Counter[tuple[Any, ...]], period: Period) -> Counter[tuple[Any, ...]]:
    first, last = first_day(period), last_day(period)
    sums: Counter[tuple[Any, ...]] = Counter()
    for (day, *key), amount in found.items():
        if first <= day <= last:
            sums[tuple(key)] += amount
    return sums
