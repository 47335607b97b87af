"""What the editor shows: a draft, what it stands on, and another's changes it met."""

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.knowledge import Entry, Revision, find_revision
from kb.knowledge.merging import merge
from kb.people.person import person
from kb.text.differences import Part, differences
from webapp.library.draft import LINES, NAMES, Draft, draft_of
from webapp.services import services


@dataclass(frozen=True)
class Met:
    """One field of a text that somebody else changed while this one was being written: as it was,
    what they made of it, what I made of it."""

    field: str
    title: str
    base: str
    theirs: tuple[Part, ...]
    mine: tuple[Part, ...]
    both: bool


@dataclass(frozen=True)
class Editing:
    """`seen`: the revision this draft stands on, 0 for a new entry."""

    draft: Draft
    entry: Entry | None = None
    seen: int = 0
    summary: str = ""
    ticket: str = ""
    may_fix: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    met: tuple[Met, ...] = ()
    other: Revision | None = None
    who: str = ""

    def told(self, errors: dict[str, str]) -> "Editing":
        return replace(self, errors=errors)


def meet(session: Session, editing: Editing) -> Editing:
    """The draft on top of what was saved meanwhile. What only they changed is taken over, what
    both changed stays as it was typed, and both are shown."""
    entry, mine = editing.entry, editing.draft
    if entry is None:
        return editing
    newest = find_revision(session, entry.id, entry.head)
    base, theirs = _text(session, entry, editing.seen), draft_of(newest.content)
    merged = merge(base, theirs, mine, LINES)
    touched = [each for each in mine if each in {*merged.both, *merged.theirs}]
    return replace(
        editing,
        draft=merged.texts,
        seen=entry.head,
        met=tuple(_met(each, base, theirs, mine, each in merged.both) for each in touched),
        other=newest,
        who=person(session, newest.written_by).name,
    )


def _text(session: Session, entry: Entry, number: int) -> Draft:
    try:
        return draft_of(find_revision(session, entry.id, number).content)
    except NotFound:
        return {}


def _met(name: str, base: Draft, theirs: Draft, mine: Draft, both: bool) -> Met:
    cut = services().follower.analyzer.cut
    before = base.get(name, "")
    return Met(
        name,
        NAMES[name],
        before,
        differences(before, theirs[name], cut),
        differences(before, mine[name], cut),
        both,
    )
