from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from kb.clock import parse_day, parse_moment
from kb.complaints.browse import Sought
from kb.complaints.complaint import ComplaintState
from kb.complaints.letter_version import SentBy
from kb.complaints.registering import Details
from kb.complaints.steps import CallBackWay, Satisfaction, Verdict
from kb.errors import BadInput
from kb.period import Period, read_period
from kb.terms import Category, Channel, Department, LabelledEnum
from webapp.fields import asked, number, typed

Choice = TypeVar("Choice", bound=LabelledEnum)


@dataclass(frozen=True)
class SaidBack:
    way: CallBackWay
    satisfaction: Satisfaction
    words: str


@dataclass(frozen=True)
class Measure:
    cause: str
    measure: str
    responsible_id: int
    due_on: date | None


def read_details() -> Details:
    department = typed("department")
    return Details(
        text=typed("text"),
        name=typed("name"),
        phone=typed("phone"),
        address=typed("address"),
        place=typed("place"),
        category=_chosen(Category, "category", "分类"),
        channel=_chosen(Channel, "channel", "来源"),
        department=_chosen(Department, "department", "责任部门") if department else None,
        ticket_number=_number("ticket"),
        member_id=_number("member"),
        about_id=_number("about"),
    )


def read_verdict() -> Verdict:
    return _chosen(Verdict, "verdict", "有效还是无效")


def read_department() -> Department:
    return _chosen(Department, "department", "转给哪个部门")


def read_due() -> datetime | None:
    text = typed("due_at")
    if not text:
        return None
    try:
        return parse_moment(text)
    except BadInput as error:
        raise BadInput(error.message, field="due_at", code=error.code, mend=error.mend) from error


def read_call_back() -> SaidBack:
    return SaidBack(
        _chosen(CallBackWay, "way", "怎样回访的"),
        _chosen(Satisfaction, "satisfaction", "会员是否满意"),
        typed("words"),
    )


def read_sent_by() -> SentBy:
    return _chosen(SentBy, "way", "怎样寄出的")


def read_measure() -> Measure:
    due = typed("due_on")
    try:
        day = parse_day(due) if due else None
    except ValueError as error:
        raise BadInput(
            f"“{due}”不是有效的日期。", field="due_on", code="bad_date", mend="请写成 2026-11-21。"
        ) from error
    responsible = number(typed("responsible") or "0", field="responsible")
    if not responsible:
        raise BadInput("还没有选负责人。", field="responsible", code="nothing_chosen")
    return Measure(typed("cause"), typed("measure"), responsible, day)


def read_sought() -> Sought:
    """What is not on offer counts as not chosen: the address may be old."""
    period = asked_period()
    return Sought(
        state=_on_offer(ComplaintState, "state"),
        category=_on_offer(Category, "category"),
        department=_on_offer(Department, "department"),
        place=asked("place"),
        mine=asked("mine") == "yes",
        ended=asked("ended") == "yes",
        since=period.begin if period else None,
        until=period.end if period else None,
    )


def asked_period() -> Period | None:
    key = asked("period")
    return read_period(key) if key else None


def _chosen(kind: type[Choice], name: str, what: str) -> Choice:
    value = typed(name)
    if value not in set(kind):
        raise BadInput(f"还没有选{what}。", field=name, code="nothing_chosen", mend="请选一项。")
    return kind(value)


def _on_offer(kind: type[Choice], name: str) -> Choice | None:
    value = asked(name)
    return kind(value) if value in set(kind) else None


def _number(name: str) -> int | None:
    text = typed(name)
    return number(text, field=name, least=1) if text else None
