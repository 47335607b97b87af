from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from kb.knowledge.browse import Wanted
from kb.knowledge.entry import EntryState
from kb.terms import Audience, Category, LabelledEnum
from webapp.fields import asked, number, typed

Choice = TypeVar("Choice", bound=LabelledEnum)
LONGEST_SEARCH = 200
FILTERS = ("q", "category", "state", "audience")


@dataclass(frozen=True)
class Verdict:
    """`seen`: the revision that was on the reviewer's screen."""

    seen: int
    reason: str


def read_wanted() -> Wanted:
    """What is not on offer counts as not chosen: the address may be old."""
    return Wanted(
        asked("q")[:LONGEST_SEARCH],
        _choice(Category, "category"),
        _choice(EntryState, "state"),
        _choice(Audience, "audience"),
    )


def read_page() -> int:
    return number(asked("page") or "1", field="page", least=1)


def link_to_page(page: int) -> str:
    kept = {key: request.args[key] for key in FILTERS if request.args.get(key)}
    return f"{url_for('library.shelf')}?{urlencode({**kept, 'page': page})}"


def read_verdict() -> Verdict:
    return Verdict(number(typed("seen"), field="seen"), typed("reason"))


def _choice(kind: type[Choice], name: str) -> Choice | None:
    value = asked(name)
    return kind(value) if value in set(kind) else None
