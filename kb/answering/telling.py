"""What the assistant says to a member when it has no approved wording to give."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from kb.answering.decision import Option
from kb.clock import to_local
from kb.terms import Level

_DAYS = {0: "今天", 1: "明天", 2: "后天"}
_WEEKDAYS = "一二三四五六日"


def tell_options(options: Sequence[Option]) -> str:
    names = "\n".join(f"- {each.question}" for each in options)
    return f"您想问的是哪一个？\n{names}"


def tell_handover(
    number: int, level: Level, *, due: datetime, opening: datetime, now: datetime, usual: str = ""
) -> str:
    """`opening` is when people serve again; `now` while they do. `usual`: how long it takes these
    days, as a sentence. The second line holds what a page shows live instead, so that no time is
    told twice."""
    known = f"您的问题编号是 {number}。"
    if level is Level.THREE:
        return (
            "您说的情况很要紧，已作为最紧急的问题转给值班同事。"
            f"如果有人受伤或有危险，请先拨打 120 或 110，并告诉身边的工作人员。\n{known}"
        )
    ahead = "这个问题需要同事来回答您，已经转过去了。"
    rest = "您不用再说一遍，留意这里的回复就好。"
    if level is Level.TWO:
        ahead = "给您添麻烦了。我已经把情况转给同事处理。"
    if opening > now:
        back, by = in_words(opening, now), in_words(due, now)
        when = f"现在不在服务时间，{back} 恢复服务，预计 {by} 前答复您。"
    else:
        when = f"预计 {in_words(due, now)} 前有同事回复您。{usual}"
    return f"{ahead}{rest}\n{known}{when}"


def tell_usual(queue: int, minutes: int | None, *, due: datetime, now: datetime) -> str:
    """What was measured, beside the promise; nothing where nothing is known. Slower than promised
    is said as such."""
    if minutes is None:
        return f"前面还有 {queue} 位。" if queue else ""
    if now + timedelta(minutes=minutes) > due:
        return f"最近回复比平时慢，一般要 {minutes} 分钟左右，前面还有 {queue} 位。"
    if queue:
        return f"最近一般 {minutes} 分钟左右回复，前面还有 {queue} 位。"
    return f"最近一般 {minutes} 分钟左右回复，前面没有人在等。"


def tell_wait(
    queue: int,
    minutes: int | None,
    basis: Literal["hour", "days"] | None,
    *,
    due: datetime,
    opening: datetime,
    now: datetime,
) -> str:
    """How long a person would take, for who thinks of asking one."""
    by = in_words(due, now)
    if opening > now:
        return f"现在不在服务时间，{in_words(opening, now)} 恢复服务，预计 {by} 前回复。"
    if minutes is None:
        return f"{_ahead(queue)}，预计 {by} 前回复。"
    return _tell_pace(queue, minutes, basis, due=due, now=now)


def tell_queue(
    queue: int,
    minutes: int | None,
    basis: Literal["hour", "days"] | None,
    *,
    due: datetime,
    opening: datetime,
    now: datetime,
) -> str:
    """For who waits, beside the promise, which is not told again."""
    if opening > now:
        return f"现在不在服务时间，{in_words(opening, now)} 恢复服务。"
    if minutes is None or now >= due:
        return f"{_ahead(queue)}。"
    return _tell_pace(queue, minutes, basis, due=due, now=now)


def _tell_pace(
    queue: int,
    minutes: int,
    basis: Literal["hour", "days"] | None,
    *,
    due: datetime,
    now: datetime,
) -> str:
    if now + timedelta(minutes=minutes) > due:
        return f"{_ahead(queue)}，最近回复比平时慢，一般要 {minutes} 分钟左右。"
    if basis == "hour":
        return f"{_ahead(queue)}，最近一小时一般 {minutes} 分钟左右回复。"
    return f"{_ahead(queue)}，这个时段一般 {minutes} 分钟左右回复。"


def _ahead(queue: int) -> str:
    return f"现在前面有 {queue} 位" if queue else "现在前面没有人在等"


def in_words(moment: datetime, now: datetime) -> str:
    """14:35 today, 明天 13:05, 周三 13:05 within a week, else 11月30日 13:05."""
    local, today = to_local(moment), to_local(now)
    days = (local.date() - today.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days in _DAYS:
        return f"{_DAYS[days]} {local:%H:%M}"
    if 0 < days < 7:
        return f"周{_WEEKDAYS[local.weekday()]} {local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"
