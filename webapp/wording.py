"""How moments and lengths of time are said on the pages, in Shanghai time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from kb.clock import to_local
from kb.policy import Period, ServiceHours

SOON = timedelta(minutes=5)
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Remaining:
    urgency: Literal["calm", "soon", "over"]
    shape: str
    words: str


def moment(at: datetime, now: datetime) -> str:
    """14:35 · 昨天 14:35 · 11月21日 14:35 · 2025年11月21日 14:35"""
    local, today = to_local(at), to_local(now)
    clock = f"{local:%H:%M}"
    day = _near_day((local.date() - today.date()).days)
    if day is not None:
        return f"{day} {clock}".strip()
    date = f"{local.month}月{local.day}日"
    return f"{date} {clock}" if local.year == today.year else f"{local.year}年{date} {clock}"


def day_in_words(day: date, today: date) -> str:
    """今天 · 昨天 · 11月21日 周六 · 2025年11月21日 周五"""
    near = {0: "今天", -1: "昨天"}.get((day - today).days)
    year = "" if day.year == today.year else f"{day.year}年"
    return near or f"{year}{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def date_in_words(at: datetime) -> str:
    local = to_local(at)
    return f"{local.year}年{local.month}月{local.day}日"


def moment_in_full(at: datetime) -> str:
    return f"{date_in_words(at)} {to_local(at):%H:%M}"


def remaining(due: datetime, now: datetime) -> Remaining:
    left = int((due - now).total_seconds() // 60)
    if left < 0:
        return Remaining("over", "■", f"已超时 {minutes_in_words(-left)}")
    words = f"还剩 {minutes_in_words(left)}" if left else "还剩不到 1 分钟"
    return Remaining("soon", "▲", words) if due - now < SOON else Remaining("calm", "△", words)


def minutes_in_words(count: int) -> str:
    if count < 60:
        return f"{count} 分钟"
    hours, rest = divmod(count, 60)
    if hours >= 48:
        return f"{hours // 24} 天"
    return f"{hours} 小时 {rest} 分钟" if rest else f"{hours} 小时"


def validity(valid_from: datetime | None, valid_until: datetime | None) -> str:
    """`valid_until` is the first moment it no longer holds, so the last good day is said."""
    last = valid_until - timedelta(microseconds=1) if valid_until else None
    if valid_from and last:
        return f"{date_in_words(valid_from)}至{date_in_words(last)}有效"
    if last:
        return f"有效至{date_in_words(last)}"
    return f"{date_in_words(valid_from)}起有效" if valid_from else "长期有效"


def hours_in_words(hours: ServiceHours) -> str:
    """周一至周五 13:00–22:30，周六、周日 09:00–22:30"""
    return "，".join(f"{days} {_periods(open_)}" for days, open_ in usual_days(hours) if open_)


def usual_days(hours: ServiceHours) -> list[tuple[str, tuple[Period, ...]]]:
    """Neighbouring days alike go together: 周一至周五, 周六、周日."""
    week = hours.week()
    spans: list[tuple[int, int]] = []
    for day in range(7):
        if spans and week[spans[-1][1]] == week[day]:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return [(_days(first, last), week[first]) for first, last in spans]


def shorten(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def _near_day(distance: int) -> str | None:
    return {-1: "昨天", 0: "", 1: "明天"}.get(distance)


def _days(first: int, last: int) -> str:
    if first == last:
        return f"周{WEEKDAYS[first]}"
    joint = "、" if last == first + 1 else "至"
    return f"周{WEEKDAYS[first]}{joint}周{WEEKDAYS[last]}"


def _periods(periods: tuple[Period, ...]) -> str:
    return "、".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in periods)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
