from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kb.clock import parse_day
from kb.errors import BadInput
from kb.knowledge.task import Resolution, TaskKind
from kb.knowledge.tasks import Reach, Sought
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import Department, LabelledEnum
from webapp.fields import asked, typed

Choice = TypeVar("Choice", bound=LabelledEnum)


@dataclass(frozen=True)
class Check:
    note: str
    again_on: date | None


@dataclass(frozen=True)
class Settlement:
    resolution: Resolution
    note: str


def read_check() -> Check:
    return Check(typed("note"), _day("again_on"))


def read_reason() -> str:
    return typed("reason")


def read_settlement() -> Settlement:
    value = typed("resolution")
    if value not in set(Resolution):
        raise BadInput(
            "还没有选结果。", field="resolution", code="no_resolution", mend="请选一项。"
        )
    return Settlement(Resolution(value), typed("note"))


def reach_of(by: Person) -> Reach | None:
    """None for who maintains the base: every task is within theirs."""
    return None if may(by, Right.EDIT_KNOWLEDGE) else Reach(by.id, by.departments)


def read_sought(by: Person) -> Sought:
    """What is not on offer counts as not chosen: the address may be old."""
    return Sought(
        _choice(TaskKind, "kind"),
        _choice(Department, "department"),
        owner_id=by.id if asked("mine") == "yes" else None,
        done=asked("done") == "yes",
        reach=reach_of(by),
    )


def _choice(kind: type[Choice], name: str) -> Choice | None:
    value = asked(name)
    return kind(value) if value in set(kind) else None


def _day(name: str) -> date | None:
    text = typed(name)
    if not text:
        return None
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadInput(
            f"“{text}” 不是有效的日期。",
            field=name,
            code="bad_date",
            mend="请写成 2026-11-21 这样，或留空。",
        ) from error
