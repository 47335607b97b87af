"""A file of entries on its way into the base: read, looked at, confirmed, written. Each step is a
transaction of its own and short, so that members are answered meanwhile."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import BinaryIO, TypeVar

from kb.db import Database
from kb.errors import BadInput
from kb.knowledge.exchange import Row, read_file
from kb.knowledge.staging import Stager, open_import
from kb.knowledge.writing_rows import write_rows
from kb.terms import Department

AT_ONCE = 500
MOST_ROWS = 50_000

Item = TypeVar("Item")
Progress = Callable[[int], object]
"""told how many more rows are done"""


def read_import(
    database: Database,
    name: str,
    file: BinaryIO,
    *,
    by: int,
    now: datetime,
    only: Collection[Department] | None = None,
    progress: Progress = lambda _: None,
) -> int:
    """The number of the import, whose rows may then be looked at; nothing in the base changes.
    `only`: rows of other departments are told to be wrong. Raises BadInput where the file cannot
    be read to its end."""
    source = read_file(name, file)
    chunks = _chunks(source.rows)
    first = next(chunks, None)
    if first is None:
        raise BadInput("文件里没有条目。", field="file", code="no_rows", mend="请从模板开始填。")
    with database.writing() as session:
        made = open_import(
            session, PurePath(name).name[:200], source.kind, source.notes, by=by, now=now
        )
        stager = Stager(session, made.id, only)
    chunk: list[Row] | None = first
    count = 0
    while chunk is not None:
        with database.writing() as session:
            stager.stage(session, chunk)
        count += len(chunk)
        progress(len(chunk))
        _require_few(count)
        chunk = next(chunks, None)
    with database.writing() as session:
        stager.finish(session, by=by, now=now)
    return made.id


def write_import(
    database: Database, import_id: int, *, now: datetime, progress: Progress = lambda _: None
) -> None:
    """All rows of a confirmed one; cut short, it goes on where it stopped."""
    while done := write_some(database, import_id, now=now):
        progress(done)


def write_some(database: Database, import_id: int, *, now: datetime) -> int:
    """How many of the next rows were dealt with, 0 when none is left."""
    with database.writing() as session:
        return write_rows(session, import_id, now=now, most=AT_ONCE)


def _chunks(rows: Iterator[Item]) -> Iterator[list[Item]]:
    while chunk := list(islice(rows, AT_ONCE)):
        yield chunk


def _require_few(count: int) -> None:
    if count > MOST_ROWS:
        raise BadInput(
            f"文件超过 {MOST_ROWS} 行。",
            field="file",
            code="too_many_rows",
            mend="请分成几个文件。",
        )
