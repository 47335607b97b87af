"""An entry with all that is known of it, as the library shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.knowledge import (
    Entry,
    EntryState,
    Publication,
    Review,
    Revision,
    find_revision,
    publications,
    reviews,
    revisions,
)
from kb.people.person import Person, person
from kb.people.rights import Right, may


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
    may_review: bool
    own_text: bool


def record_of(session: Session, entry: Entry, by: Person) -> Record:
    written, published = revisions(session, entry.id), publications(session, entry.id)
    found = reviews(session, entry.id)
    in_force = find_revision(session, entry.id, entry.live) if entry.live else None
    last = max((each.revision or 0 for each in published), default=0)
    waits = entry.state is EntryState.IN_REVIEW
    return Record(
        entry,
        written[0],
        in_force,
        written,
        published,
        found,
        _names(session, written, published, found),
        may_review=waits and may(by, Right.REVIEW_KNOWLEDGE),
        own_text=any(each.written_by == by.id for each in written if each.number > last),
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
