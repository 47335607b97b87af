from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from flask import request

from kb.acts.close_ticket import Knowledge
from kb.acts.open_by_hand import Call
from kb.acts.triage_words import Proposal
from kb.errors import BadInput
from kb.terms import Category, Channel, Department, Level
from kb.tickets import KnowledgeUse
from kb.tickets.refer import Case
from webapp.fields import number, typed

ME, QUEUE = "me", "queue"
Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True)
class Answer:
    text: str
    propose: bool


@dataclass(frozen=True)
class Closing:
    why: str
    unsolved: str
    knowledge: Knowledge


@dataclass(frozen=True)
class Handing:
    """`to`: "me", "queue" or a colleague's id."""

    to: str
    reason: str


@dataclass(frozen=True)
class Referring:
    department: Department
    case: Case
    reason: str


@dataclass(frozen=True)
class Grading:
    level: Level
    reason: str
    blames_handler: bool


@dataclass(frozen=True)
class Correcting:
    level: Level
    category: Category
    reason: str


def read_answer() -> Answer:
    return Answer(typed("text"), propose=request.form.get("propose") == "yes")


def read_closing() -> Closing:
    """An entry's id that was written out goes before one that was picked from the list."""
    use = typed("use")
    if use not in set(KnowledgeUse):
        raise BadInput(
            "还没有说明用到了哪条知识。",
            field="use",
            code="no_use",
            mend="请选一项；确实不需要就选“不需要知识”。",
        )
    entry_id = typed("other_entry") or typed("entry_id")
    knowledge = Knowledge(KnowledgeUse(use), entry_id, typed("none_reason"))
    return Closing(typed("why"), typed("unsolved"), knowledge)


def read_handing() -> Handing:
    to = typed("to")
    if to not in (ME, QUEUE):
        number(to, field="to", least=1)
    return Handing(to, typed("reason"))


def read_referring() -> Referring:
    case = Case(
        matter=typed("matter"),
        happened=typed("happened"),
        member_name=typed("member_name"),
        member_phone=typed("member_phone"),
        wanted_by=typed("wanted_by"),
    )
    department = _picked(Department, "department", "责任部门")
    return Referring(department, case, typed("refer_reason"))


def read_asked() -> int | None:
    """Whom to ask; None: all supervisors."""
    chosen = typed("asked")
    return number(chosen, field="asked", least=1) if chosen else None


def read_grading() -> Grading:
    blames = request.form.get("blames_handler") == "yes"
    return Grading(_picked(Level, "level", "级别"), typed("level_reason"), blames)


def read_correcting() -> Correcting:
    level = _picked(Level, "correct_level", "级别")
    category = _picked(Category, "correct_category", "分类")
    return Correcting(level, category, typed("correct_reason"))


def read_call(proposal: Proposal, *, by_card: bool = False) -> Call:
    """Level and category as proposed where nothing else was chosen. `by_card`: what was typed was
    no telephone number but the member's card."""
    return Call(
        channel=_picked(Channel, "channel", "渠道"),
        question=typed("question"),
        level=offered(Level, typed("level")) or proposal.level,
        category=offered(Category, typed("category")) or proposal.category,
        member_name=typed("member_name"),
        member_phone="" if by_card else typed("member_phone"),
        because=typed("correct_reason"),
    )


def _picked(kind: type[Choice], name: str, what: str) -> Choice:
    found = offered(kind, typed(name))
    if found is None:
        raise BadInput(f"还没有选{what}。", field=name, code="not_chosen", mend="请选一项。")
    return found


def offered(kind: type[Choice], value: str) -> Choice | None:
    return next((each for each in kind if str(each.value) == value), None)
