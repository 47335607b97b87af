"""A file of entries that was handed in, and what became of each of its rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.exchange.fields import Format
from kb.people.person import Person
from kb.terms import LabelledEnum


class Intent(LabelledEnum):
    DRAFT = "draft", "存为草稿"
    REVIEW = "review", "送审"


class Fate(LabelledEnum):
    NEW = "new", "新增"
    CHANGED = "changed", "有改动"
    UNCHANGED = "unchanged", "没有变化"
    WRONG = "wrong", "有错"


WRITTEN = (Fate.NEW, Fate.CHANGED)


class Import(Base):
    """Read, then confirmed by who handed it in, then written; each is a moment."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (intent IS NULL)", name="confirmed_with_intent"),
        CheckConstraint("confirmed_at IS NULL OR read_at IS NOT NULL", name="confirmed_when_read"),
        CheckConstraint(
            "finished_at IS NULL OR confirmed_at IS NOT NULL", name="finished_when_confirmed"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    kind: Mapped[Format]
    notes: Mapped[list[str]]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    intent: Mapped[Intent | None]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImportRow(Base):
    """`seen`: the newest revision of the entry when the file was read; `revision` the one this row
    was written as."""

    __tablename__ = "import_rows"
    __table_args__ = (
        CheckConstraint(
            "fate NOT IN ('new', 'changed') OR content IS NOT NULL", name="content_to_write"
        ),
        CheckConstraint(
            "revision IS NULL OR fate IN ('new', 'changed')", name="only_sound_rows_are_written"
        ),
        Index(None, "import_id", "fate", "position"),
        Index(None, "entry_id"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey(Import.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int]
    entry_id: Mapped[str]
    question: Mapped[str]
    fate: Mapped[Fate]
    seen: Mapped[int | None]
    revision: Mapped[int | None]
    content: Mapped[dict[str, Any] | None]
    findings: Mapped[list[dict[str, Any]]]


def find_import(session: Session, import_id: int, *, locked: bool = False) -> Import:
    found = session.get(Import, import_id, with_for_update=locked or None, populate_existing=locked)
    if found is None:
        raise NotFound("没有这次导入。")
    return found


def imports(session: Session, *, by: int | None = None, most: int = 20) -> list[Import]:
    """Newest first; all, or those that one colleague handed in."""
    found = select(Import).order_by(Import.id.desc()).limit(most)
    return list(session.scalars(found if by is None else found.where(Import.by_id == by)))


def fates(session: Session, import_id: int) -> dict[Fate, int]:
    """How many rows of each, zeros too."""
    found = select(ImportRow.fate, func.count()).where(ImportRow.import_id == import_id)
    counted = {row[0]: row[1] for row in session.execute(found.group_by(ImportRow.fate))}
    return {fate: counted.get(fate, 0) for fate in Fate}


def wrong_rows(session: Session, import_id: int) -> Iterator[ImportRow]:
    """In the order of the file."""
    found = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.fate == Fate.WRONG)
    return iter(
        session.scalars(found.order_by(ImportRow.position).execution_options(yield_per=500))
    )


PAGE = 25


def page_of_rows(
    session: Session, import_id: int, fate: Fate, number: int = 1
) -> Sequence[ImportRow]:
    """In the order of the file; pages count from 1."""
    found = select(ImportRow).where(ImportRow.import_id == import_id, ImportRow.fate == fate)
    found = found.order_by(ImportRow.position).offset((number - 1) * PAGE).limit(PAGE)
    return session.scalars(found).all()


def in_review(
    session: Session, import_id: int, *, after: int = 0, most: int | None = None
) -> Sequence[ImportRow]:
    """Rows behind that position whose text waits for review just as it was written."""
    found = select(ImportRow).where(_waits(import_id), ImportRow.position > after)
    return session.scalars(found.order_by(ImportRow.position).limit(most)).all()


@dataclass(frozen=True)
class Standing:
    """How far an import has come: rows to write, those written, and of these the ones that still
    wait for review or are in force, each just as written."""

    to_write: int
    written: int
    in_review: int
    in_force: int


def how_far(session: Session, import_id: int) -> Standing:
    mine = and_(ImportRow.import_id == import_id, ImportRow.fate.in_(WRITTEN))
    of_entry = Entry.id == ImportRow.entry_id
    rows = select(func.count()).select_from(ImportRow)

    def count(found: Select[int]) -> int:
        return session.scalar(found) or 0

    return Standing(
        to_write=count(rows.where(mine)),
        written=count(rows.where(mine, ImportRow.revision.is_not(None))),
        in_review=count(rows.where(_waits(import_id))),
        in_force=count(rows.join(Entry, of_entry).where(mine, Entry.live == ImportRow.revision)),
    )


def _waits(import_id: int) -> ColumnElement[bool]:
    waiting = exists().where(
        Entry.id == ImportRow.entry_id,
        Entry.head == ImportRow.revision,
        Entry.state == EntryState.IN_REVIEW,
    )
    return and_(ImportRow.import_id == import_id, waiting)


def confirm(
    session: Session, import_id: int, intent: Intent, *, skip_wrong: bool, by: int, now: datetime
) -> Import:
    """From now on its rows may be written, in the name of who handed the file in."""
    found = find_import(session, import_id, locked=True)
    counts = fates(session, import_id)
    if found.by_id != by:
        raise Conflict("这个文件是另一位同事交的，要由那位同事确认。", code="not_own_import")
    if found.read_at is None or found.confirmed_at is not None:
        raise Conflict("这次导入已经确认过，或还没有读完。", code="import_not_open")
    if not any(counts[fate] for fate in WRITTEN):
        raise BadInput("没有要写入的条目。", field="intent", code="nothing_to_import")
    if counts[Fate.WRONG] and not skip_wrong:
        raise BadInput(
            f"有 {counts[Fate.WRONG]} 行有错。",
            field="skip",
            code="wrong_rows",
            mend="请改好后重新上传，或勾选跳过这几行。",
        )
    found.intent, found.confirmed_at = intent, now
    record(
        session, "import_confirmed", "import", import_id, by=by, now=now,
        intent=intent, rows=counts, skipped=counts[Fate.WRONG],
    )  # fmt: skip
    session.flush()
    return found
