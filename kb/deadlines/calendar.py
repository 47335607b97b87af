"""Service time and working days: pure functions of a moment, an allowance and a calendar.

Moments come in and go out in UTC; the periods are half-open and in Shanghai time, so at 22:30
sharp the desk that serves until 22:30 is closed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from kb.clock import SHANGHAI, to_local
from kb.errors import NotReady
from kb.policy import Period, ServiceHours
from kb.terms import LabelledEnum

LONGEST_CLOSURE = 400  # days; every year has some service
A_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(LabelledEnum):
    HOLIDAY = "holiday", "假日"
    WORKDAY = "workday", "调休上班"
    SPECIAL = "special", "特别安排"


class Opening(Protocol):
    def periods(self, day: date) -> tuple[Period, ...]: ...


@dataclass(frozen=True, slots=True)
class Day:
    """`periods`: None keeps those that are usual for its kind."""

    kind: DayKind
    periods: tuple[Period, ...] | None = None


@dataclass(frozen=True, slots=True)
class ServiceCalendar:
    hours: ServiceHours
    days: Mapping[date, Day] = field(default_factory=dict)

    def periods(self, day: date) -> tuple[Period, ...]:
        special = self.days.get(day)
        if special is None:
            return self.hours.periods(day)
        if special.periods is not None:
            return special.periods
        return self.usual(special.kind, day)

    def usual(self, kind: DayKind, day: date) -> tuple[Period, ...]:
        match kind:
            case DayKind.HOLIDAY:
                usual = self.hours.holiday
                return self.hours.sunday if usual is None else usual
            case DayKind.WORKDAY:
                return self.hours.monday
            case DayKind.SPECIAL:
                return self.hours.periods(day)

    def is_workday(self, day: date) -> bool:
        special = self.days.get(day)
        if special is None or special.kind is DayKind.SPECIAL:
            return day.weekday() < SATURDAY
        return special.kind is DayKind.WORKDAY


def service_due(start: datetime, minutes: int, opening: Opening) -> datetime:
    """The moment when so many minutes of service time have passed."""
    return service_after(start, timedelta(minutes=minutes), opening)


def service_after(start: datetime, allowance: timedelta, opening: Opening) -> datetime:
    left = allowance
    for opens, closes in _periods_from(start, opening):
        begin = max(opens, start)
        if left <= closes - begin:
            return begin + left
        left -= closes - begin
    raise AssertionError("periods never end, they raise NotReady")


def service_between(start: datetime, end: datetime, opening: Opening) -> timedelta:
    """How much service time lies between; nothing when `end` is not later."""
    passed = timedelta()
    for day in _days_from(start):
        if _midnight(day) >= end:
            return passed
        for opens, closes in _periods_of(day, opening):
            passed += max(timedelta(), min(closes, end) - max(opens, start))
    raise AssertionError("days never end")


def is_open(now: datetime, opening: Opening) -> bool:
    today = _periods_of(to_local(now).date(), opening)
    return any(opens <= now < closes for opens, closes in today)


def next_opening(now: datetime, opening: Opening) -> datetime:
    """`now` itself while open, else the beginning of the next period."""
    return max(now, next(_periods_from(now, opening))[0])


def workdays_due(start: datetime, days: int, calendar: ServiceCalendar) -> datetime:
    """The end of service on the n-th working day after the day of `start`; midnight where that
    day has no service."""
    left = days
    for ahead, day in enumerate(_days_from(start)):
        left -= ahead > 0 and calendar.is_workday(day)
        if left == 0:
            periods = [closes for _, closes in _periods_of(day, calendar)]
            return periods[-1] if periods else _midnight(day + A_DAY)
    raise AssertionError("days never end")


def _periods_from(moment: datetime, opening: Opening) -> Iterator[tuple[datetime, datetime]]:
    """The periods that end after the moment, in order, without an end."""
    closed = 0
    for day in _days_from(moment):
        closed += 1
        for opens, closes in _periods_of(day, opening):
            closed = 0
            if closes > moment:
                yield opens, closes
        if closed > LONGEST_CLOSURE:
            raise NotReady(
                f"{day} 之前的 {LONGEST_CLOSURE} 天都没有服务时间，算不出期限。",
                code="no_service",
                mend="请在服务日历里安排服务时间。",
            )


def _days_from(moment: datetime) -> Iterator[date]:
    day = to_local(moment).date()
    while True:
        yield day
        day += A_DAY


def _periods_of(day: date, opening: Opening) -> Iterator[tuple[datetime, datetime]]:
    midnight = _midnight(day)
    for begin, end in opening.periods(day):
        yield midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
