"""What one text changed of another, field by field, as pages show it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from kb.knowledge import Content
from kb.terms import LabelledEnum
from kb.text.differences import Part, differences, list_differences
from kb.text.facts import Fact
from webapp.library.draft import FIELDS, LINES, NAMES
from webapp.wording import moment_in_full

Cut = Callable[[str], list[str]]


@dataclass(frozen=True)
class FieldChange:
    field: str
    title: str
    parts: tuple[Part, ...]
    listed: bool


def changes(old: Content | None, new: Content, cut: Cut) -> list[FieldChange]:
    """Of the fields that differ, in the order of the form; beside nothing all of them, unmarked."""
    found = list(_changes(old, new, cut))
    return found if old else [replace(each, parts=_plain(each.parts)) for each in found]


def _changes(old: Content | None, new: Content, cut: Cut) -> Iterator[FieldChange]:
    for field in FIELDS:
        before = getattr(old, field) if old else None
        after = getattr(new, field)
        if before == after or not (before or after):
            continue
        if field in LINES:
            parts = list_differences(before or (), after or ())
        else:
            parts = differences(_told(before), _told(after), cut)
        yield FieldChange(field, NAMES[field], parts, field in LINES)


def _plain(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    return tuple(Part("same", each.text) for each in parts)


def _told(value: object) -> str:
    match value:
        case None:
            return ""
        case LabelledEnum():
            return value.label
        case datetime():
            return moment_in_full(value)
        case _:
            return str(value)


def around(fact: Fact) -> tuple[str, str, str]:
    """The clause before, at and after the figure."""
    before, said, after = fact.clause.partition(fact.said)
    return (before, said, after) if said else ("", fact.clause, "")
