"""A text as it stands in the editor: every field as typed, fit or not."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from flask import request

from kb.clock import parse_day, parse_moment, to_local
from kb.errors import BadInput
from kb.knowledge import Content, usual_department
from kb.knowledge.content import TITLES
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import Audience, Category, Department, LabelledEnum

Choice = TypeVar("Choice", bound=LabelledEnum)
Value = TypeVar("Value")

FIELDS = (
    *("question", "variants", "answer", "short", "note"),
    *("category", "department", "audience", "tags", "links"),
    *("valid_from", "valid_until", "review_on"),
)
LINES = frozenset({"variants", "tags", "links"})
"""one item a line"""
NAMES = TITLES | {
    "category": "分类",
    "department": "责任部门",
    "audience": "对象",
    "valid_from": "生效时间",
    "review_on": "复核日期",
}
Draft = dict[str, str]


def draft_of(content: Content) -> Draft:
    return {field: _shown(getattr(content, field)) for field in FIELDS}


def empty_draft(by: Person) -> Draft:
    """With what the address brings along: a gap's question, an agent's reply. Who answers for one
    department writes for it."""
    draft = dict.fromkeys(FIELDS, "")
    if may(by, Right.ANSWER_REFERRED) and len(by.departments) == 1:
        draft["department"] = min(by.departments).value
    draft |= {"category": Category.OTHER.value, "audience": Audience.MEMBER.value}
    given = {field: _clean(request.args[field]) for field in FIELDS if field in request.args}
    return draft | given


def typed_draft() -> Draft:
    return {field: _clean(request.form.get(field, "")) for field in FIELDS}


def content_of(draft: Draft) -> Content:
    """Raises BadInput that names the field; whether the text is fit is asked when it is kept."""
    category = _choice(Category, draft, "category")
    usual = usual_department(category).value
    return Content(
        question=draft["question"],
        answer=draft["answer"],
        category=category,
        department=_choice(Department, {"department": draft["department"] or usual}, "department"),
        audience=_choice(Audience, draft, "audience"),
        variants=_lines(draft["variants"]),
        short=draft["short"] or None,
        note=draft["note"] or None,
        tags=_lines(draft["tags"]),
        links=_lines(draft["links"]),
        valid_from=_read(parse_moment, draft, "valid_from"),
        valid_until=_read(parse_moment, draft, "valid_until"),
        review_on=_read(parse_day, draft, "review_on"),
    )


def in_progress(draft: Draft) -> Content:
    """The same of a draft that may not be fit yet: what cannot be read is left out."""
    known = dict(draft)
    for field, kind in (("category", Category), ("department", Department), ("audience", Audience)):
        if known[field] not in set(kind):
            known[field] = {"category": "other", "audience": "member"}.get(field, "")
    for field in ("valid_from", "valid_until", "review_on"):
        try:
            content_of(known | {field: draft[field]})
        except BadInput:
            known[field] = ""
    return content_of(known)


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case LabelledEnum():
            return value.value
        case tuple():
            return "\n".join(value)
        case datetime():
            return to_local(value).strftime("%Y-%m-%dT%H:%M")
        case _:
            return str(value)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.splitlines() if each.strip())


def _choice(kind: type[Choice], draft: Draft, field: str) -> Choice:
    if draft[field] not in set(kind):
        raise BadInput(f"还没有选{NAMES[field]}。", field=field, code="bad_choice")
    return kind(draft[field])


def _read(read: Callable[[str], Value], draft: Draft, field: str) -> Value | None:
    try:
        return read(draft[field]) if draft[field] else None
    except (ValueError, BadInput) as error:
        raise BadInput(
            f"{NAMES[field]}“{draft[field]}”不是有效的日期。",
            field=field,
            code="bad_moment",
            mend="请重新选一个。",
        ) from error
