"""Keeping the tallies level with what happened: in small batches, each row counted exactly once.

On PostgreSQL two writers may commit their rows in another order than that of their ids. So a row
is counted only when it was the newest, or older, `LAG` ago: longer than any transaction takes.
What is newer is counted when it is asked for."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kb.db import Database
from kb.reports.tallies.cell import Amounts, Cell, Measured
from kb.reports.tallies.streams import STREAMS, Stream
from kb.reports.tallies.tables import DailyTally, TallyMark

LAG = timedelta(minutes=10)
BATCH = 2000
"""rows; members' questions wait no longer than that for SQLite's write lock"""
ROWS_AT_ONCE = 1000
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def keep_level(
    database: Database,
    *,
    now: datetime,
    batch: int = BATCH,
    breathe: Callable[[], object] = lambda: None,
) -> int:
    """How many rows were counted. `breathe`: called between two batches."""
    counted = 0
    for stream in STREAMS:
        while _may_advance(database, stream, now):
            with database.writing() as session:
                counted += advance(session, stream, now=now, batch=batch)
            breathe()
    return counted


def advance(session: Session, stream: Stream, *, now: datetime, batch: int = BATCH) -> int:
    """One step of one stream: how many ids it went on. Whoever comes second finds it done."""
    mark = session.get_one(TallyMark, stream.name, with_for_update=True, populate_existing=True)
    if mark.settled == mark.seen:
        mark.seen, mark.seen_at = max(mark.seen, stream.newest(session)), now
        session.flush()
    if not _is_safe(session, mark, now):
        return 0
    upto = min(mark.seen, mark.settled + batch)
    _add(session, stream.change(session, mark.settled, upto))
    advanced = upto - mark.settled
    mark.settled = upto
    session.flush()
    return advanced


def start_anew(session: Session) -> None:
    """Everything is counted again, by those who keep the tallies level."""
    for stream in STREAMS:
        session.get_one(TallyMark, stream.name, with_for_update=True)
    session.execute(delete(DailyTally))
    session.execute(update(TallyMark).values(settled=0, seen=0, seen_at=LONG_AGO))


def differences(session: Session) -> Iterator[str]:
    """Where the tallies are not what counting everything anew gives, in words."""
    kept: Amounts = Counter()
    for row in session.scalars(select(DailyTally)):
        cell = Cell(row.day, Measured(row.measure), row.key, row.category, row.channel, row.level)
        kept[cell] = row.amount
    right = recomputed(session)
    for cell in sorted({*kept, *right}):
        if kept[cell] != right[cell]:
            yield f"{cell.day} {cell.measure} {cell.key}：记着 {kept[cell]}，应为 {right[cell]}"


def recomputed(session: Session) -> Amounts:
    """What the tallies should say, from every row that they have counted."""
    amounts: Amounts = Counter()
    for stream in STREAMS:
        amounts.update(stream.count(session, session.get_one(TallyMark, stream.name).settled))
    return amounts


def _may_advance(database: Database, stream: Stream, now: datetime) -> bool:
    """Looked at without the write lock."""
    with database.reading() as session:
        mark = session.get_one(TallyMark, stream.name)
        if mark.settled < mark.seen:
            return _is_safe(session, mark, now)
        return mark.seen < stream.newest(session)


def _is_safe(session: Session, mark: TallyMark, now: datetime) -> bool:
    """SQLite has one writer at a time: whatever is there came in order. A clock that was set back
    must not hold the tallies up."""
    if session.get_bind().dialect.name == "sqlite":
        return mark.settled < mark.seen
    waits = timedelta(0) <= now - mark.seen_at < LAG
    return mark.settled < mark.seen and not waits


def _add(session: Session, change: Amounts) -> None:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert(DailyTally) if on_sqlite else postgresql.insert(DailyTally)
    insert = insert.on_conflict_do_update(
        index_elements=[each.name for each in inspect(DailyTally).primary_key],
        set_={"amount": DailyTally.amount + insert.excluded.amount},
    )
    rows = [{**cell._asdict(), "amount": amount} for cell, amount in sorted(change.items())]
    for begin in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert, rows[begin : begin + ROWS_AT_ONCE])
