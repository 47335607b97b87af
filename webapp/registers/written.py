"""What came in by a form of the registers, or by the address of a list."""

from dataclasses import dataclass
from datetime import date

from flask import request

from kb.clock import parse_day
from kb.errors import BadInput
from kb.forms.browse import Sought
from kb.forms.field import FieldType
from kb.forms.filled import FilledState
from kb.forms.offers import OfferState
from kb.forms.template import Form
from kb.forms.values import Value
from webapp.fields import asked, number, typed

LONGEST_SEARCH = 100
LONGEST_KEY = 64
OURS = "_"
"""what the page adds to a form's own fields begins so, which none of those may"""


@dataclass(frozen=True)
class From:
    """Numbers of what a form is begun from."""

    member: int | None = None
    ticket: int | None = None
    complaint: int | None = None


def read_written(form: Form) -> dict[str, Value]:
    """By key; one that the form does not have is left in, and refused by the form itself."""
    many = {each.id for each in form.fields if each.type is FieldType.CHOICES}
    return {
        name: request.form.getlist(name) if name in many else request.form.get(name, "")
        for name in request.form
        if name != "csrf_token" and not name.startswith(OURS)
    }


def read_key() -> str:
    key = typed("_key")
    if not key or len(key) > LONGEST_KEY:
        raise BadInput("这一页不完整。", code="no_key", mend="请从登记表的列表里重新打开。")
    return key


def read_seen() -> int:
    return number(typed("_seen"), field="seen")


def wants_to_hand_in() -> bool:
    return typed("_do") == "hand_in"


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def read_from() -> From:
    """Of the address when a form is begun, of the form when it is sent."""
    sent = request.method == "POST"
    said = {
        name: typed(f"{OURS}{name}") if sent else asked(name)
        for name in ("member", "ticket", "complaint")
    }
    return From(
        *(number(text, field=name, least=1) if text else None for name, text in said.items())
    )


def read_sought() -> Sought:
    """What is not on offer counts as not chosen: the address may be old."""
    state, by = asked("state"), asked("by")
    return Sought(
        asked("q")[:LONGEST_SEARCH],
        _day("since"),
        _day("until"),
        int(by) if by.isascii() and by.isdigit() and len(by) < 10 else None,
        FilledState(state) if state in (FilledState.HANDED_IN, FilledState.VOID) else None,
    )


def read_offer() -> OfferState:
    said = typed("state")
    if said not in set(OfferState):
        raise BadInput("还没有选结果。", field="state", code="no_state", mend="请选一项。")
    return OfferState(said)


def _day(name: str) -> date | None:
    try:
        return parse_day(asked(name))
    except ValueError:
        return None
