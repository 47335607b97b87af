"""The filters of a board, as they stand in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import request, url_for

from kb.clock import parse_day
from kb.errors import BadInput
from kb.period import (
    Period,
    beside,
    first_day,
    last_day,
    month_of,
    quarter_of,
    read_any,
    stretch,
    week_of,
    year,
)
from kb.reports.boards.view import kind_of
from kb.reports.tallies import Scope
from kb.terms import Category, Channel, LabelledEnum, Level
from webapp.fields import asked, number

KINDS = {"week": "按周", "month": "按月", "quarter": "按季", "year": "按年"}


@dataclass(frozen=True)
class Way:
    """To the same board with another period."""

    label: str
    href: str
    here: bool = False
    rel: str = ""


def asked_period(kinds: Sequence[str], now: datetime) -> Period:
    """The one that runs, of the first kind, where the address names none."""
    if "days" in kinds and asked("from") and asked("until"):
        return stretch(_day("from"), _day("until"))
    if asked("period"):
        period = read_any(asked("period"))
        if kind_of(period) in kinds:
            return period
        raise BadInput(
            f"这里不能按“{asked('period')}”看。", field="period", code="bad_period",
            mend="请从上面选一个时段。",
        )  # fmt: skip
    return _around(kinds[0], now)


def asked_scope() -> Scope:
    level = asked("level")
    if level not in ("", "1", "2", "3"):
        raise BadInput("没有这个级别。", field="level", code="bad_level", mend="请从列表里选。")
    return Scope(
        _chosen("category", Category),
        _chosen("channel", Channel),
        Level(number(level, field="level")) if level else None,
    )


def ways(period: Period, kinds: Sequence[str], now: datetime) -> list[Way]:
    """The period before, the one after unless it has not begun, and the other kinds of it."""
    before, after = beside(period, -1), beside(period, 1)
    found = [Way(f"← {before.label}", _href(before), rel="prev")]
    if after.begin <= now:
        found.append(Way(f"{after.label} →", _href(after), rel="next"))
    within = min(period.begin, now)
    for kind, label in KINDS.items():
        if kind in kinds and len(kinds) > 1:
            here = kind == kind_of(period)
            found.append(Way(label, _href(_around(kind, within)), here))
    return found


def filters(period: Period) -> dict[str, Any]:
    """What the form of filters shows as chosen."""
    return {
        "period": period.key,
        "from": first_day(period).isoformat(),
        "until": last_day(period).isoformat(),
        **{each: asked(each) for each in ("category", "channel", "level")},
    }


def _around(kind: str, moment: datetime) -> Period:
    match kind:
        case "week":
            return week_of(moment)
        case "quarter":
            return quarter_of(moment)
        case "year":
            return year(first_day(month_of(moment)).year)
    return month_of(moment)


def _href(period: Period) -> str:
    kept = {each: asked(each) for each in ("category", "channel", "level") if asked(each)}
    return url_for(request.endpoint or "", period=period.key, **kept)


def _day(field: str) -> date:
    try:
        return parse_day(asked(field))
    except ValueError:
        raise BadInput(
            f"“{asked(field)}”不是日期。", field=field, code="bad_day", mend="请写成 2026-11-01。"
        ) from None


def _chosen(field: str, kind: type[LabelledEnum]) -> Any:
    value = asked(field)
    known = {each.value for each in kind}
    if value and value not in known:
        raise BadInput("没有这一项。", field=field, code=f"bad_{field}", mend="请从列表里选。")
    return kind(value) if value else None
