"""The growing list of what came into force and what was withdrawn; the search index follows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    ScalarSelect,
    Select,
    and_,
    case,
    column,
    exists,
    func,
    or_,
    select,
    table,
    true,
    union,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, aliased, mapped_column

from kb.counter import last_number, take_numbers
from kb.db import Base
from kb.knowledge.entry import Entry
from kb.knowledge.published import Plan, PublishedEntry, Withdrawn
from kb.knowledge.revision import TEXT_FIELDS, Revision, find_revision
from kb.knowledge.verification import Verification
from kb.people.person import Person

SERIES = "publication"


class Publication(Base):
    """Without a revision: from here on the entry is withdrawn. `effective_at`: planned for that
    moment; until then the text before it stays in force. Of those that have begun, the one with
    the highest number counts: whatever is published later overrules a plan."""

    __tablename__ = "publications"
    __table_args__ = (
        ForeignKeyConstraint(["entry_id", "revision"], ["revisions.entry_id", "revisions.number"]),
        CheckConstraint("revision IS NOT NULL OR why <> ''", name="withdrawn_why"),
        Index(None, "entry_id", "number"),
        Index(None, "effective_at"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"))
    revision: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    why: Mapped[str]
    effective_at: Mapped[datetime | None]


def publish_revision(
    session: Session, entry: Entry, revision: int, *, by: int, now: datetime, why: str
) -> Publication:
    """A text that is to hold from a later moment on lets the one in force stand until then."""
    stands = entry.live is not None
    entry.live = revision
    begins = find_revision(session, entry.id, revision).valid_from
    waits = stands and begins is not None and begins > now
    return _append(session, entry, by=by, now=now, why=why, effective_at=begins if waits else None)


def withdraw(session: Session, entry: Entry, *, by: int, now: datetime, why: str) -> Publication:
    entry.live = None
    return _append(session, entry, by=by, now=now, why=why)


def _append(
    session: Session,
    entry: Entry,
    *,
    by: int,
    now: datetime,
    why: str,
    effective_at: datetime | None = None,
) -> Publication:
    publication = Publication(
        number=take_numbers(session, SERIES)[0],
        entry_id=entry.id,
        revision=entry.live,
        by_id=by,
        at=now,
        why=why,
        effective_at=effective_at,
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


_reviewed = aliased(Publication)
"""by which the text was last read by two people; what one published alone since checked nothing"""
_checked = aliased(Revision)
"""what the last re-check looked at"""
# Of light.py, which builds upon this file.
_light = table("light_publications", column("number"))

# A day set after the last re-check stands before the one that the re-check set.
_moved = and_(
    Verification.number < Publication.number,
    _checked.review_on.is_distinct_from(Revision.review_on),
)
# Columns instead of mapped objects: 10,000 entries are read in a third of the time.
_COLUMNS = (
    Publication.entry_id,
    Publication.number,
    Publication.revision,
    *(getattr(Revision, field) for field in TEXT_FIELDS[:-1]),
    case(
        (_moved, Revision.review_on),
        else_=func.coalesce(Verification.next_due, Revision.review_on),
    ),
    func.coalesce(Verification.at, _reviewed.at, Publication.at),
)
_begins = func.coalesce(Publication.effective_at, Publication.at)


def live(session: Session, at: datetime | None = None) -> list[PublishedEntry]:
    """All texts in force at that moment, as was known then, by id; without a moment those
    published last, planned ones too. Whether they are valid is not asked."""
    return _in_force(session, true() if at is None else _begins <= at, at)


def standing(session: Session, now: datetime) -> list[PublishedEntry]:
    """All texts in force now. Clocks of two machines differ: what was published counts whatever
    its hour, only a plan waits for its moment."""
    return _in_force(session, _has_begun(now), None)


def in_force(session: Session, entry_id: str, now: datetime) -> PublishedEntry | None:
    begun = and_(Publication.entry_id == entry_id, _has_begun(now))
    return next(iter(_in_force(session, begun, None)), None)


def changes_after(
    session: Session,
    number: int,
    *,
    now: datetime | None = None,
    turned: datetime | None = None,
) -> list[PublishedEntry | Withdrawn]:
    """What each entry published, checked or withdrawn after that number came to, by number; also
    each whose planned text has begun since `turned`."""
    touched = [
        select(Publication.entry_id).where(Publication.number > number),
        select(Verification.entry_id).where(Verification.number > number),
    ]
    if now is not None:
        begun = select(Publication.entry_id).where(Publication.effective_at <= now)
        touched.append(begun.where(Publication.effective_at > turned) if turned else begun)
    newest = (
        select(func.max(Publication.number))
        .where(Publication.entry_id.in_(union(*touched)), _has_begun(now))
        .group_by(Publication.entry_id)
    )
    found = _texts().where(Publication.number.in_(newest)).order_by(Publication.number)
    return [
        Withdrawn(row.entry_id, row.number) if row.revision is None else _entry(row)
        for row in session.execute(found)
    ]


def plans(session: Session, now: datetime) -> list[Plan]:
    """What will come into force by itself, in that order; without what was overruled since."""
    later = aliased(Publication)
    overruled = exists().where(
        later.entry_id == Publication.entry_id,
        later.number > Publication.number,
        func.coalesce(later.effective_at, later.at) <= Publication.effective_at,
    )
    found = _texts(Publication.effective_at).where(Publication.effective_at > now, ~overruled)
    found = found.order_by(Publication.effective_at, Publication.number)
    return [_plan(*row) for row in session.execute(found)]


def last_turn(session: Session, now: datetime) -> datetime | None:
    """When a planned text last took its place."""
    return session.scalar(
        select(func.max(Publication.effective_at)).where(Publication.effective_at <= now)
    )


def next_turn(session: Session, after: datetime | None) -> datetime | None:
    found = select(func.min(Publication.effective_at))
    return session.scalar(found.where(Publication.effective_at > after) if after else found)


def publications(session: Session, entry_id: str) -> list[Publication]:
    """Newest first."""
    found = select(Publication).where(Publication.entry_id == entry_id)
    return list(session.scalars(found.order_by(Publication.number.desc())))


def _has_begun(now: datetime | None) -> ColumnElement[bool]:
    if now is None:
        return true()
    return or_(Publication.effective_at.is_(None), Publication.effective_at <= now)


def _in_force(
    session: Session, begun: ColumnElement[bool], known_at: datetime | None
) -> list[PublishedEntry]:
    newest = select(func.max(Publication.number)).where(begun).group_by(Publication.entry_id)
    found = _texts(known_at=known_at).where(
        Publication.number.in_(newest), Publication.revision.is_not(None)
    )
    return [_entry(row) for row in session.execute(found.order_by(Publication.entry_id))]


def _texts(
    *more: InstrumentedAttribute[Any], known_at: datetime | None = None
) -> Select[tuple[object, ...]]:
    same = and_(Revision.entry_id == Publication.entry_id, Revision.number == Publication.revision)
    seen = and_(
        _checked.entry_id == Verification.entry_id, _checked.number == Verification.revision
    )
    return (
        select(*_COLUMNS, *more)
        .join_from(Publication, Revision, same, isouter=True)
        .join(_reviewed, _reviewed.number == _last_reviewed(), isouter=True)
        .join(Verification, Verification.number == _last_check(known_at), isouter=True)
        .join(_checked, seen, isouter=True)
    )


def _last_reviewed() -> ScalarSelect[int]:
    """The number under which the text that two people read last was first published."""
    each, first = aliased(Publication), aliased(Publication)
    alone = select(_light.c.number).where(_light.c.number == each.number)
    revision = (
        select(func.max(each.revision))
        .where(each.entry_id == Publication.entry_id, each.revision <= Publication.revision)
        .where(~alone.exists())
        .correlate(Publication)
    )
    return (
        select(func.min(first.number))
        .where(first.entry_id == Publication.entry_id)
        .where(first.revision == revision.scalar_subquery())
        .correlate(Publication)
        .scalar_subquery()
    )


def _last_check(known_at: datetime | None) -> ScalarSelect[int]:
    check = aliased(Verification)
    last = select(func.max(check.number)).where(
        check.entry_id == Publication.entry_id,
        check.revision.between(_reviewed.revision, Publication.revision),
    )
    if known_at is not None:
        last = last.where(check.at <= known_at)
    return last.correlate(Publication, _reviewed).scalar_subquery()


def _plan(*row: Any) -> Plan:
    return Plan(row[-1], _entry(row[:-1]))


def _entry(row: Sequence[object]) -> PublishedEntry:
    values: Sequence[object] = [tuple(v) if isinstance(v, list) else v for v in row]
    return PublishedEntry(*values)  # type: ignore[arg-type]  # the columns are in its order
