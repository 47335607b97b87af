"""The growing list of what came into force and what was withdrawn; the search index follows it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Row,
    Select,
    and_,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.counter import last_number, take_numbers
from kb.db import Base
from kb.knowledge.entry import Entry
from kb.knowledge.published import PublishedEntry, Withdrawn
from kb.knowledge.revision import TEXT_FIELDS, Revision
from kb.people.person import Person

SERIES = "publication"


class Publication(Base):
    """Without a revision: from here on the entry is withdrawn."""

    __tablename__ = "publications"
    __table_args__ = (
        ForeignKeyConstraint(["entry_id", "revision"], ["revisions.entry_id", "revisions.number"]),
        CheckConstraint("revision IS NOT NULL OR why <> ''", name="withdrawn_why"),
        Index(None, "entry_id", "number"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"))
    revision: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    why: Mapped[str]


def publish_revision(
    session: Session, entry: Entry, revision: int, *, by: int, now: datetime, why: str
) -> Publication:
    entry.live = revision
    return _append(session, entry, by, now, why)


def withdraw(session: Session, entry: Entry, *, by: int, now: datetime, why: str) -> Publication:
    entry.live = None
    return _append(session, entry, by, now, why)


def _append(session: Session, entry: Entry, by: int, now: datetime, why: str) -> Publication:
    publication = Publication(
        number=take_numbers(session, SERIES)[0],
        entry_id=entry.id,
        revision=entry.live,
        by_id=by,
        at=now,
        why=why,
    )
    session.add(publication)
    return publication


def latest_number(session: Session) -> int:
    """0 when nothing was ever published."""
    return last_number(session, SERIES)


def last_published(session: Session, entry_id: str) -> int:
    """The number of the newest revision that was ever in force, 0 if none was."""
    newest = select(func.max(Publication.revision)).where(Publication.entry_id == entry_id)
    return session.scalar(newest) or 0


# Columns instead of mapped objects: 10,000 entries are read in a third of the time.
_COLUMNS = (
    Publication.entry_id,
    Publication.number,
    Publication.revision,
    *(getattr(Revision, field) for field in TEXT_FIELDS),
)


def live(session: Session, at: datetime | None = None) -> list[PublishedEntry]:
    """All texts in force, at that moment or now, by id; whether they are valid is not asked."""
    newest = select(func.max(Publication.number)).group_by(Publication.entry_id)
    if at is not None:
        newest = newest.where(Publication.at <= at)
    found = _texts().where(Publication.number.in_(newest), Publication.revision.is_not(None))
    return [_entry(row) for row in session.execute(found.order_by(Publication.entry_id))]


def changes_after(session: Session, number: int) -> list[PublishedEntry | Withdrawn]:
    """What each entry published or withdrawn after that number came to, by number."""
    newest = (
        select(func.max(Publication.number))
        .where(Publication.number > number)
        .group_by(Publication.entry_id)
    )
    found = _texts().where(Publication.number.in_(newest)).order_by(Publication.number)
    return [
        Withdrawn(row.entry_id, row.number) if row.revision is None else _entry(row)
        for row in session.execute(found)
    ]


def publications(session: Session, entry_id: str) -> list[Publication]:
    """Newest first."""
    found = select(Publication).where(Publication.entry_id == entry_id)
    return list(session.scalars(found.order_by(Publication.number.desc())))


def _texts() -> Select[tuple[object, ...]]:
    same = and_(Revision.entry_id == Publication.entry_id, Revision.number == Publication.revision)
    return select(*_COLUMNS).join_from(Publication, Revision, same, isouter=True)


def _entry(row: Row[tuple[object, ...]]) -> PublishedEntry:
    values: Sequence[object] = [tuple(v) if isinstance(v, list) else v for v in row]
    return PublishedEntry(*values)  # type: ignore[arg-type]  # the columns are in its order
