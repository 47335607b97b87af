"""The only place that reads a clock; everything else is given `now`."""

import time
from datetime import UTC, datetime, timedelta, timezone

from kb.errors import BadInput

# China has kept UTC+8 all year since 1992, so a fixed offset is right for every moment this
# software sees, also where the operating system brings no time-zone files (slim containers).
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


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
    except ValueError as error:
        raise BadInput(
            f"“{text}” 不是有效的日期或时间。",
            code="bad_moment",
            mend="请写成 2026-11-21 或 2026-11-21T10:00。",
        ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(UTC)
