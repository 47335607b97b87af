"""What leaves the base in files: of every entry the newest text, whatever state it is in, except
of those that were retired or turned away."""

from collections.abc import Iterator

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kb.knowledge.content import Content
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.revision import Revision


def newest_texts(session: Session) -> Iterator[tuple[str, Content]]:
    """By id; read as they are asked for."""
    newest = and_(Revision.entry_id == Entry.id, Revision.number == Entry.head)
    gone = (EntryState.RETIRED, EntryState.REJECTED)
    found = (
        select(Revision)
        .join(Entry, newest)
        .where(Entry.state.not_in(gone))
        .order_by(Entry.id)
        .execution_options(yield_per=500)
    )
    for revision in session.scalars(found):
        yield revision.entry_id, revision.content
        session.expunge(revision)
