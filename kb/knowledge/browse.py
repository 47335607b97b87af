"""Leafing through the base as staff do: every entry in whatever state, by its newest text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.reader import Reader
from kb.knowledge.revision import Revision
from kb.terms import Audience, Category, Department

PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text` occurs literally in the question, a variant, the answer or the id."""

    text: str = ""
    category: Category | None = None
    state: EntryState | None = None
    audience: Audience | None = None
    department: Department | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; `total` is of entries on all pages."""

    rows: Sequence[tuple[Entry, Revision]]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def browse(
    session: Session,
    wanted: Wanted,
    number: int = 1,
    *,
    among: Collection[str] | None = None,
    but: Collection[str] = (),
    reader: Reader | None = None,
) -> Page:
    """What waits for review comes first, then by id; past the end there is an empty page. `among`
    and `but`: only these ids, and none of those; `reader`: only what they may read."""
    found = _matching(wanted).where(Entry.id.not_in(but))
    if reader is not None:
        found = found.where(reader.readable)
    if among is not None:
        found = found.where(Entry.id.in_(among))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    waits = (Entry.state != EntryState.IN_REVIEW).label("waits")
    ordered = found.order_by(waits, Entry.id).offset((number - 1) * PAGE).limit(PAGE)
    return Page([(row[0], row[1]) for row in session.execute(ordered)], number, total)


def _matching(wanted: Wanted) -> Select[Entry, Revision]:
    newest = and_(Revision.entry_id == Entry.id, Revision.number == Entry.head)
    found = select(Entry, Revision).join(Revision, newest)
    if wanted.category:
        found = found.where(Revision.category == wanted.category)
    if wanted.department:
        found = found.where(Revision.department == wanted.department)
    if wanted.audience:
        found = found.where(Revision.audience == wanted.audience)
    if wanted.state:
        found = found.where(Entry.state == wanted.state)
    if wanted.text:
        columns = (Revision.question, cast(Revision.variants, Text), Revision.answer, Entry.id)
        found = found.where(or_(*(_holds(each, wanted.text) for each in columns)))
    return found


def _holds(column: SQLColumnExpression[str], text: str) -> ColumnElement[bool]:
    return column.icontains(text, autoescape=True)
