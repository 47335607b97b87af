"""Service time: pure functions of a moment, an allowance and the weekly hours.

Moments come in and go out in UTC; the periods are half-open and in Shanghai time, so at 22:30
sharp the desk that serves until 22:30 is closed.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from kb.clock import SHANGHAI, to_local
from kb.policy import ServiceHours

DAYS_TO_LOOK = 8  # every week has some service, at the latest on the same weekday


def service_due(start: datetime, minutes: int, hours: ServiceHours) -> datetime:
    """The moment when so many minutes of service time have passed."""
    left = timedelta(minutes=minutes)
    moment = start
    while True:
        for opens, closes in _periods_from(moment, hours):
            begin = max(opens, moment)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
            moment = closes


def is_open(now: datetime, hours: ServiceHours) -> bool:
    return any(opens <= now for opens, _ in _periods_from(now, hours))


def next_opening(now: datetime, hours: ServiceHours) -> datetime:
    """`now` itself while open, else the beginning of the next period."""
    return max(now, next(_periods_from(now, hours))[0])


def _periods_from(moment: datetime, hours: ServiceHours) -> Iterator[tuple[datetime, datetime]]:
    """The periods of the coming week that end after the moment, in order."""
    today = to_local(moment).date()
    for days in range(DAYS_TO_LOOK):
        day = today + timedelta(days=days)
        midnight = datetime.combine(day, time(), SHANGHAI)
        for begin, end in hours.week()[day.weekday()]:
            opens, closes = (midnight + timedelta(minutes=each) for each in (begin, end))
            if closes > moment:
                yield opens.astimezone(UTC), closes.astimezone(UTC)
