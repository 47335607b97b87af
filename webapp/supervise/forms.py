from collections.abc import Iterator
from datetime import date, datetime

from flask import request

from kb import clock
from kb.clock import parse_day
from kb.errors import BadInput
from kb.terms import Channel
from kb.tickets.follow_up import ContactResult
from kb.tickets.meeting import MOST_STEPS, Minutes, Step
from webapp.fields import number, typed

NO_STEP = "", "", ""


def read_person(name: str = "person") -> int:
    if not typed(name):
        raise BadInput("还没有选同事。", field=name, code="no_person", mend="请选一位。")
    return number(typed(name), field=name, least=1)


def read_roster() -> dict[int, str]:
    """Those who were ticked, with what they do: the field role-7 is colleague 7's."""
    chosen = (number(each, field="roster", least=1) for each in request.form.getlist("roster"))
    return {each: typed(f"role-{each}") for each in chosen}


def read_minutes() -> Minutes:
    present = [number(each, field="present") for each in request.form.getlist("present")]
    held_at = _moment("held_at")
    return Minutes(held_at, typed("place"), present, typed("decisions"), list(_steps()))


def read_contact() -> tuple[ContactResult, str, Channel]:
    result, channel = typed("result"), typed("channel")
    if result not in set(ContactResult):
        raise BadInput("还没有选结果。", field="result", code="no_result", mend="请选一项。")
    if channel not in set(Channel):
        raise BadInput("没有这个渠道。", field="channel", code="bad_channel", mend="请另选一个。")
    return ContactResult(result), typed("note"), Channel(channel)


def _steps() -> Iterator[Step]:
    """Rows that were left empty count for nothing."""
    fields = (request.form.getlist(each)[:MOST_STEPS] for each in ("what", "owner", "due_on"))
    for what, owner, due_on in zip(*fields, strict=False):
        if (what.strip(), owner.strip(), due_on.strip()) == NO_STEP:
            continue
        if not owner:
            raise _unfit(f"“{what.strip()}”还没有负责人。", "请选一位，或清空这一行。")
        yield Step(what.strip(), number(owner, field="steps"), _day(due_on.strip()))


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise _unfit(f"“{text}”不是有效的日期。", "请写成 2026-11-21 这样。") from error


def _moment(name: str) -> datetime:
    if not typed(name):
        raise BadInput("还没有写开会的时间。", field=name, code="no_moment", mend="请写上时间。")
    try:
        return clock.parse_moment(typed(name))
    except BadInput as error:
        raise BadInput(error.message, field=name, code=error.code, mend=error.mend) from error


def _unfit(mistake: str, mend: str) -> BadInput:
    return BadInput(mistake, field="steps", code="bad_step", mend=mend)
