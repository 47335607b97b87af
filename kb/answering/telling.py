"""What the assistant says to a member when it has no approved wording to give."""

from collections.abc import Sequence
from datetime import datetime

from kb.answering.decision import Option
from kb.clock import to_local
from kb.terms import Level

_DAYS = {0: "今天", 1: "明天", 2: "后天"}
_WEEKDAYS = "一二三四五六日"


def tell_options(options: Sequence[Option]) -> str:
    names = "\n".join(f"- {each.question}" for each in options)
    return f"您想问的是哪一个？\n{names}"


def tell_handover(
    number: int, level: Level, due: datetime, opening: datetime, now: datetime
) -> str:
    """`opening` is when people serve again; `now` while they do."""
    if level is Level.THREE:
        return (
            f"您说的情况很要紧，已作为最紧急的问题转给值班同事，您的问题编号是 {number}。"
            "如果有人受伤或有危险，请先拨打 120 或 110，并告诉身边的工作人员。"
        )
    ahead = f"这个问题需要同事来回答您，已经转过去了，您的问题编号是 {number}。"
    if level is Level.TWO:
        ahead = f"给您添麻烦了。我已经把情况转给同事处理，您的问题编号是 {number}。"
    if opening > now:
        back, by = in_words(opening, now), in_words(due, now)
        when = f"现在不在服务时间，{back}恢复服务，预计 {by}前答复您。"
    else:
        when = f"预计 {in_words(due, now)}前有同事回复您。"
    return f"{ahead}{when}您不用再说一遍，留意这个页面就好。"


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
