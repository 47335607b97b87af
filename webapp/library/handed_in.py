"""A file that was handed in, with its rows, as the pages show it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from kb.errors import NotAllowed
from kb.knowledge import find_revision
from kb.knowledge.exchange import Finding
from kb.knowledge.importing import (
    PAGE,
    Fate,
    Import,
    ImportRow,
    Standing,
    fates,
    find_import,
    how_far,
    page_of_rows,
)
from kb.knowledge.staging import findings_of, from_document
from kb.people.person import Person, person
from kb.people.rights import Right, may
from webapp.library.changes import FieldChange, changes
from webapp.services import services

TO_MEND = (Fate.WRONG, Fate.CHANGED, Fate.NEW, Fate.UNCHANGED)
TO_REVIEW = (Fate.CHANGED, Fate.NEW, Fate.WRONG, Fate.UNCHANGED)


@dataclass(frozen=True)
class HandedRow:
    row: ImportRow
    findings: Sequence[Finding]
    answer: str
    changes: Sequence[FieldChange]


@dataclass(frozen=True)
class HandedIn:
    """`fate`: the rows that are shown; `page` counts from 1."""

    found: Import
    counts: dict[Fate, int]
    far: Standing
    fate: Fate
    rows: Sequence[HandedRow]
    page: int
    pages: int
    link: Callable[[int], str]
    name: str
    own: bool
    may_edit: bool
    may_approve: bool


def open_import(session: Session, import_id: int, by: Person) -> Import:
    """Who does not maintain the base sees what they handed in themselves."""
    found = find_import(session, import_id)
    if found.by_id != by.id and not may(by, Right.EDIT_KNOWLEDGE):
        raise NotAllowed("这个文件是另一位同事交的。")
    return found


def handed_in(session: Session, found: Import, by: Person, wanted: str, page: int) -> HandedIn:
    counts = fates(session, found.id)
    order = TO_REVIEW if found.finished_at else TO_MEND
    shown = next((fate for fate in order if counts[fate]), Fate.NEW)
    fate = Fate(wanted) if wanted in set(Fate) else shown

    def link(number: int) -> str:
        return url_for("library.show_import", number=found.id, fate=fate.value, page=number)

    return HandedIn(
        found,
        counts,
        how_far(session, found.id),
        fate,
        [_row(session, each) for each in page_of_rows(session, found.id, fate, page)],
        page,
        max(1, -(-counts[fate] // PAGE)),
        link,
        person(session, found.by_id).name,
        own=found.by_id == by.id,
        may_edit=may(by, Right.EDIT_KNOWLEDGE),
        may_approve=found.by_id != by.id and may(by, Right.REVIEW_KNOWLEDGE),
    )


def names_of(session: Session, found: Iterable[Import]) -> dict[int, str]:
    return {each.by_id: person(session, each.by_id).name for each in found}


def _row(session: Session, row: ImportRow) -> HandedRow:
    content = from_document(row.content) if row.content else None
    told: list[FieldChange] = []
    if row.fate is Fate.CHANGED and row.seen and content:
        before = find_revision(session, row.entry_id, row.seen).content
        told = changes(before, content, services().follower.analyzer.cut)
    return HandedRow(row, findings_of(row), content.answer if content else "", told)
