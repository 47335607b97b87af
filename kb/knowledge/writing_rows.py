"""Rows of a confirmed import become drafts, or wait for review: as if typed in by who handed the
file in, many at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kb.errors import Conflict
from kb.history import record
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.importing import WRITTEN, Import, ImportRow, Intent, find_import
from kb.knowledge.moves import MOVES, Move
from kb.knowledge.revision import Origin, Revision, columns_of
from kb.knowledge.staging import from_document, turn_away


def write_rows(session: Session, import_id: int, *, now: datetime, most: int) -> int:
    """How many of the next rows were dealt with, 0 when none is left. A row whose entry has moved
    on since the file was read is turned away and says so."""
    found = find_import(session, import_id, locked=True)
    if found.confirmed_at is None:
        raise Conflict("这次导入还没有确认。", code="import_not_confirmed")
    rows = _waiting(session, import_id, most)
    there = _entries(session, [row.entry_id for row in rows])
    sound = [row for row in rows if _still_sound(row, there.get(row.entry_id))]
    _write(session, found, sound, there, now)
    for row in sound:
        row.revision = (row.seen or 0) + 1
    session.flush()
    if len(rows) < most and found.finished_at is None:
        found.finished_at = now
        record(session, "import_finished", "import", import_id, by=found.by_id, now=now)
        session.flush()
    return len(rows)


def _waiting(session: Session, import_id: int, most: int) -> Sequence[ImportRow]:
    found = select(ImportRow).where(
        ImportRow.import_id == import_id,
        ImportRow.fate.in_(WRITTEN),
        ImportRow.revision.is_(None),
    )
    return session.scalars(found.order_by(ImportRow.position).limit(most)).all()


def _entries(session: Session, ids: Sequence[str]) -> dict[str, Entry]:
    found = (
        select(Entry)
        .where(Entry.id.in_(ids))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {entry.id: entry for entry in session.scalars(found)}


def _still_sound(row: ImportRow, entry: Entry | None) -> bool:
    head = entry.head if entry else None
    if head == row.seen:
        return True
    if row.seen is None:
        turn_away(row, f"预览之后，编号 {row.entry_id} 已经有了条目。", "请重新上传这个文件。")
    else:
        turn_away(
            row,
            f"预览之后，条目 {row.entry_id} 已经改到第 {head} 版。",
            "请先看最新一版，再重新上传。",
        )
    return False


def _write(
    session: Session,
    found: Import,
    rows: Sequence[ImportRow],
    there: dict[str, Entry],
    now: datetime,
) -> None:
    # EDIT is legal in every state, and SUBMIT after it: what one person may do by hand.
    state = MOVES[Move.EDIT].target or EntryState.DRAFT
    if found.intent is Intent.REVIEW:
        state = MOVES[Move.SUBMIT].target or EntryState.IN_REVIEW
    new = [row for row in rows if row.entry_id not in there]
    if new:
        session.execute(insert(Entry), [_entry(row, state, now) for row in new])
    for row in rows:
        if row.entry_id in there:
            entry = there[row.entry_id]
            entry.head, entry.state = entry.head + 1, state
    session.flush()
    if rows:
        session.execute(insert(Revision), [_revision(found, row, now) for row in rows])
    for row in rows:
        _record(session, found, row, now)


def _entry(row: ImportRow, state: EntryState, now: datetime) -> dict[str, object]:
    return {
        "id": row.entry_id,
        "state": state,
        "created_at": now,
        "head": 1,
        "live": None,
        "origin_ticket": None,
        "version": 1,
    }


def _revision(found: Import, row: ImportRow, now: datetime) -> dict[str, object]:
    content = from_document(row.content or {})
    return columns_of(content) | {
        "entry_id": row.entry_id,
        "number": (row.seen or 0) + 1,
        "origin": Origin.CONSOLE,
        "written_by": found.by_id,
        "written_at": now,
        "summary": f"从文件导入：{found.file_name}",
        "sitting": None,
        "restores": None,
    }


def _record(session: Session, found: Import, row: ImportRow, now: datetime) -> None:
    verb = "edited" if row.seen else "proposed"
    number = (row.seen or 0) + 1
    told = {"imported": found.id, "revision": number}
    record(session, verb, "entry", row.entry_id, by=found.by_id, now=now, **told)
    if found.intent is Intent.REVIEW:
        record(
            session, "submitted", "entry", row.entry_id, by=found.by_id, now=now, revision=number
        )
