"""An entry with all that is known of it, as the library shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb import clock
from kb.knowledge import (
    Entry,
    EntryState,
    Publication,
    Review,
    Revision,
    find_revision,
    publication,
    publications,
    reviews,
    revisions,
)
from kb.knowledge.moves import own_part
from kb.knowledge.reader import hidden_links
from kb.people.person import Person, person
from kb.people.rights import Right, may


@dataclass(frozen=True)
class Sitting:
    """`last` is what it came to, `earlier` the steps to it, newest first."""

    last: Revision
    earlier: tuple[Revision, ...]


@dataclass(frozen=True)
class Record:
    """`own_text`: this colleague wrote a part of what waits, so another must review it."""

    entry: Entry
    text: Revision
    in_force: Revision | None
    revisions: Sequence[Revision]
    publications: Sequence[Publication]
    reviews: Sequence[Review]
    names: dict[int, str]
    hidden: frozenset[str]
    """linked entries that this colleague may not read"""
    may_review: bool
    may_write: bool
    may_edit: bool
    own_text: bool

    @property
    def sittings(self) -> list[Sitting]:
        """Newest first: what one person wrote in one go is one line."""
        found: dict[int, list[Revision]] = {}
        for each in self.revisions:
            found.setdefault(each.sitting or each.number, []).append(each)
        return [Sitting(each[0], tuple(each[1:])) for each in found.values()]

    @property
    def was_in_force(self) -> frozenset[int]:
        return frozenset(each.revision for each in self.publications if each.revision)


def record_of(session: Session, entry: Entry, by: Person) -> Record:
    written, published = revisions(session, entry.id), publications(session, entry.id)
    found = reviews(session, entry.id)
    standing = publication.in_force(session, entry.id, clock.now())
    in_force = find_revision(session, entry.id, standing.revision) if standing else None
    waits = entry.state is EntryState.IN_REVIEW
    return Record(
        entry,
        written[0],
        in_force,
        written,
        published,
        found,
        _names(session, written, published, found),
        hidden_links(session, written[0].links, by),
        may_review=waits and may(by, Right.REVIEW_KNOWLEDGE),
        may_write=may(by, Right.PROPOSE_KNOWLEDGE),
        may_edit=may(by, Right.EDIT_KNOWLEDGE),
        own_text=own_part(session, entry, by.id) is not None,
    )


def _names(
    session: Session,
    written: Sequence[Revision],
    published: Sequence[Publication],
    found: Sequence[Review],
) -> dict[int, str]:
    ids = {each.written_by for each in written}
    ids |= {each.by_id for each in published} | {each.by_id for each in found}
    return {each: person(session, each).name for each in ids}
