from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from kb.contributions import Grade
from kb.knowledge.browse import Wanted
from kb.knowledge.entry import EntryState
from kb.terms import Audience, Category, Department, LabelledEnum
from webapp.fields import asked, number, typed
from webapp.library.leafing import Only

Choice = TypeVar("Choice", bound=LabelledEnum)
LONGEST_SEARCH = 200
FILTERS = ("q", "category", "state", "audience", "department", "only")


@dataclass(frozen=True)
class Verdict:
    """`seen`: the revision that was on the reviewer's screen."""

    seen: int
    reason: str
    grade: Grade = Grade.B


def read_wanted() -> Wanted:
    """What is not on offer counts as not chosen: the address may be old."""
    return Wanted(
        asked("q")[:LONGEST_SEARCH],
        _choice(Category, "category"),
        _choice(EntryState, "state"),
        _choice(Audience, "audience"),
        _choice(Department, "department"),
    )


def read_only() -> Only | None:
    return _choice(Only, "only")


def link_to_page(page: int) -> str:
    kept = {key: request.args[key] for key in FILTERS if request.args.get(key)}
    return f"{url_for('library.shelf')}?{urlencode({**kept, 'page': page})}"


def read_verdict() -> Verdict:
    grade = typed("grade")
    graded = Grade(grade) if grade in set(Grade) else Grade.B
    return Verdict(number(typed("seen"), field="seen"), typed("reason"), graded)


def _choice(kind: type[Choice], name: str) -> Choice | None:
    value = asked(name)
    return kind(value) if value in set(kind) else None
