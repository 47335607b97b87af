from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kb import clock
from kb.clock import parse_day, to_local
from kb.errors import BadInput
from kb.suggestions import Sought, SuggestionState
from kb.terms import Category, Channel, Department, LabelledEnum
from webapp.fields import asked, typed

Choice = TypeVar("Choice", bound=LabelledEnum)


@dataclass(frozen=True)
class Given:
    """`category` falls back on 其他: the member need not choose one."""

    text: str
    category: Category
    giver: str
    contact: str


@dataclass(frozen=True)
class Judged:
    adopted: bool
    reason: str
    plan: str


def read_given() -> Given:
    category = typed("category")
    chosen = Category(category) if category in set(Category) else Category.OTHER
    return Given(typed("text"), chosen, typed("giver"), typed("contact"))


def read_sought() -> Sought:
    """What is not on offer counts as not chosen: the address may be old."""
    return Sought(
        _choice(SuggestionState, "state"),
        _choice(Category, "category"),
        _choice(Department, "department"),
    )


def read_channel() -> Channel:
    return _pick(Channel, "channel", "方式")


def read_classification() -> tuple[Category, Department]:
    return _pick(Category, "category", "分类"), _pick(Department, "department", "责任部门")


def read_judged() -> Judged:
    decision = typed("adopted")
    if decision not in ("yes", "no"):
        raise BadInput(
            "还没有选采纳还是不采纳。", field="adopted", code="no_choice", mend="请选一项。"
        )
    return Judged(decision == "yes", typed("reason"), typed("plan"))


def read_month() -> date:
    """This one where the address names none."""
    text = asked("month")
    if not text:
        return to_local(clock.now()).date().replace(day=1)
    try:
        return parse_day(f"{text}-01")
    except ValueError as error:
        raise BadInput(
            "月份无法识别。", field="month", code="bad_month", mend="请写成 2026-11。"
        ) from error


def _choice(kind: type[Choice], name: str) -> Choice | None:
    value = asked(name)
    return kind(value) if value in set(kind) else None


def _pick(kind: type[Choice], name: str, what: str) -> Choice:
    value = typed(name)
    if value not in set(kind):
        raise BadInput(f"还没有选{what}。", field=name, code="no_choice", mend="请选一项。")
    return kind(value)
