from dataclasses import dataclass
from datetime import datetime

from kb.clock import parse_moment
from kb.errors import BadInput
from webapp.fields import typed


@dataclass(frozen=True)
class Planned:
    what: str
    expected: datetime


@dataclass(frozen=True)
class Moved:
    expected: datetime
    reason: str


def read_plan() -> Planned:
    return Planned(typed("what"), _expected())


def read_new_time() -> Moved:
    return Moved(_expected(), typed("time_reason"))


def _expected() -> datetime:
    said = typed("expected")
    try:
        return parse_moment(said)
    except BadInput as error:
        raise BadInput(
            "还没有填预计时间。" if not said else "预计时间看不懂。",
            field="expected",
            code="bad_moment",
            mend="请选日期和钟点，例如 2026-11-21 18:30。",
        ) from error
