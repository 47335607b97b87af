"""The only place that reads a clock; everything else is given `now`."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

from kb.errors import BadInput

# China has kept UTC+8 all year since 1992, so a fixed offset is right for every moment this
# software sees, also where the operating system brings no time-zone files (slim containers).
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""of what is typed: beyond them a calendar soon cannot be counted on or back"""


def now() -> datetime:
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds from an arbitrary start; for measuring durations only."""
    return time.monotonic()


def to_local(moment: datetime) -> datetime:
    """The same moment as the wall clock in Shanghai shows it; refuses a naive one (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI)


def parse_moment(text: str) -> datetime:
    """ISO 8601 to UTC. Without an offset Shanghai time is meant, a bare date its midnight."""
    try:
        moment = datetime.fromisoformat(text.strip())
        _require_countable(moment)
    except ValueError as error:
        raise BadInput(
            f"“{text}” 不是有效的日期或时间。",
            code="bad_moment",
            mend="请写成 2026-11-21 或 2026-11-21T10:00。",
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(UTC)


def parse_day(text: str) -> date:
    """ISO 8601; ValueError for anything else."""
    day = date.fromisoformat(text)
    _require_countable(day)
    return day


def _require_countable(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"no year to count on from: {day.year}")
