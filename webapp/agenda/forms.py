from dataclasses import dataclass
from datetime import date

from kb.care.call import CallResult
from kb.care.prospect import ProspectState, Source
from kb.clock import parse_day
from kb.errors import BadInput
from webapp.fields import asked, typed


@dataclass(frozen=True)
class Called:
    result: CallResult
    note: str


@dataclass(frozen=True)
class Enquiry:
    name: str
    phone: str
    interest: str
    source: Source


def read_called() -> Called:
    value = typed("result")
    if value not in set(CallResult):
        raise BadInput("还没有选结果。", field="result", code="no_result", mend="请选一项。")
    return Called(CallResult(value), typed("note"))


def read_enquiry() -> Enquiry:
    value = typed("source")
    if value not in set(Source):
        raise BadInput("还没有选怎么知道的。", field="source", code="no_choice", mend="请选一项。")
    return Enquiry(typed("name"), typed("phone"), typed("interest"), Source(value))


def read_day() -> date:
    try:
        return parse_day(typed("day"))
    except ValueError as error:
        raise BadInput(
            "改到哪一天还没有写对。", field="day", code="bad_date", mend="请写成 2026-11-21。"
        ) from error


def read_state() -> ProspectState | None:
    """What is not on offer counts as not chosen: the address may be old."""
    value = asked("state")
    return ProspectState(value) if value in set(ProspectState) else None
