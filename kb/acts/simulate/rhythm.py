"""When members write: evenings, weekends and holidays more than mornings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from kb.clock import SHANGHAI, to_local
from kb.deadlines.calendar import ServiceCalendar, next_opening, service_after

HOURS = (
    *(1, 0, 0, 0, 0, 0, 1, 3, 6, 10, 13, 12),
    *(10, 12, 14, 14, 14, 15, 20, 24, 22, 15, 8, 3),
)
"""how much of a day's questions each hour brings"""
WORKDAY, WEEKEND = 23.0, 36.0
NIGHTS_REST = timedelta(seconds=75)
"""on average so long after opening what came at night is taken"""

Matter = TypeVar("Matter")


@dataclass(frozen=True)
class Span:
    """[since, until), both at midnight; `busy` scales how much happens."""

    since: datetime
    until: datetime
    seed: int
    busy: float = 1.0

    @property
    def days(self) -> list[date]:
        first, last = to_local(self.since).date(), to_local(self.until).date()
        return [first + timedelta(days=each) for each in range((last - first).days)]

    def after(self, share: float) -> datetime:
        """The moment when so much of it has passed."""
        return self.since + (self.until - self.since) * share

    def few(self, matters: Sequence[Matter]) -> Sequence[Matter]:
        """Of what happens once: a quiet club has the first three."""
        return matters if self.busy >= 1 else matters[:3]

    def chance(self, what: object) -> Random:
        """Of its own for each day and matter: one that changes leaves the others as they are."""
        return Random(f"{self.seed}/{what}")  # noqa: S311


def arrivals(chance: Random, day: date, span: Span, calendar: ServiceCalendar) -> list[datetime]:
    usual = WORKDAY if calendar.is_workday(day) else WEEKEND
    count = round(usual * span.busy * chance.uniform(0.8, 1.2))
    hours = chance.choices(range(24), HOURS, k=count)
    return sorted(clock_on(day, hour) + timedelta(seconds=chance.randrange(3600)) for hour in hours)


def from_opening(chance: Random, at: datetime, calendar: ServiceCalendar) -> datetime:
    """When somebody first has eyes for it."""
    begin = next_opening(at, calendar)
    if begin == at:
        return at
    waited = timedelta(minutes=min(40.0, chance.expovariate(60 / NIGHTS_REST.seconds)))
    return service_after(begin, waited, calendar)


def served(
    chance: Random, at: datetime, minutes: tuple[float, float], calendar: ServiceCalendar
) -> datetime:
    """So many minutes of service time later."""
    return service_after(at, timedelta(minutes=chance.uniform(*minutes)), calendar)


def clock_on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)
