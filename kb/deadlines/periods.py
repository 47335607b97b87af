"""Periods of a day as people type and read them: 09:00-12:00、13:00-22:30."""

import re
import unicodedata

from pydantic import TypeAdapter, ValidationError

from kb.errors import BadInput
from kb.policy import Period
from kb.policy.service import Periods, minute_text

_ADAPTER: TypeAdapter[tuple[Period, ...]] = TypeAdapter(Periods)
_BETWEEN = re.compile(r"[,;、\s]+")
_PERIOD = re.compile(r"(\d{1,2}):(\d\d)(?:-|–|—|~|至|到)(\d{1,2}):(\d\d)")


def read_periods(text: str) -> tuple[Period, ...]:
    """None typed: no service on that day. Raises BadInput."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = [_PERIOD.fullmatch(each) for each in _BETWEEN.split(plain) if each]
    pairs = [each.groups() for each in found if each]
    if len(pairs) != len(found):
        raise _unreadable("没有看懂服务时段。")
    written = [[f"{a:0>2}:{b}", f"{c:0>2}:{d}"] for a, b, c, d in pairs]
    try:
        return _ADAPTER.validate_python(written)
    except ValidationError as error:
        raise _unreadable(f"{error.errors()[0]['msg'].removeprefix('Value error, ')}。") from error


def say_periods(periods: tuple[Period, ...]) -> str:
    """Empty for a day without service."""
    return "、".join(f"{minute_text(begin)}-{minute_text(end)}" for begin, end in periods)


def _unreadable(mistake: str) -> BadInput:
    return BadInput(
        mistake,
        field="periods",
        code="bad_periods",
        mend="请写成 09:00-12:00、13:00-22:30；当天不服务就选“全天不服务”。",
    )
