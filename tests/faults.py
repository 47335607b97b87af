"""Acts that break off at their first write, their second, …: nothing half done may be left. Acts
that many do at once; disks that are full."""

import os
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from multiprocessing import get_context
from threading import Barrier

from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kb.db import Base, Database
from kb.errors import CourtsideError

WRITES = ("INSERT", "UPDATE", "DELETE")


class Fault(Exception):
    pass


def fail_at_each_write(database: Database, act: Callable[[Session], object]) -> int:
    """Tries until the act succeeds, and says how many writes that took. After each failure every
    table is as it was before."""
    before = everything(database)
    for number in count(1):
        try:
            with failing_at(database, number), database.writing() as session:
                act(session)
        except Fault:
            assert everything(database) == before, f"write {number} left something behind"
        else:
            assert everything(database) != before
            return number - 1
    raise AssertionError


def everything(database: Database) -> dict[str, list[str]]:
    with database.reading() as session:
        return {
            table.name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def failing_at(database: Database, number: int) -> Iterator[None]:
    left = number

    def look(_c: object, _k: object, statement: str, *_: object) -> None:
        nonlocal left
        if statement.lstrip().upper().startswith(WRITES):
            left -= 1
            if left == 0:
                raise Fault

    event.listen(database.engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", look)


def killed_at_writes(
    database: Database,
    act: Callable[[Database], object],
    check: Callable[[], object],
    *,
    stride: int = 1,
) -> int:
    """In processes of their own, killed without a word at their first write or commit, the
    `stride`-th after it, … until one lives to its end; after each the check. How many were."""
    address = database.url.render_as_string(hide_password=False)
    for number in count(1, stride):
        process = get_context("fork").Process(target=_die, args=(address, act, number))
        process.start()
        process.join(120)
        check()
        if process.exitcode == 0:
            return (number - 1) // stride
        assert process.exitcode == -signal.SIGKILL, f"it ended by itself at write {number}"
    raise AssertionError


def _die(address: str, act: Callable[[Database], object], number: int) -> None:
    left = number

    def look(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def look_at_statement(_c: object, _k: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            look()

    with closing(Database(address)) as own:
        event.listen(own.engine, "before_cursor_execute", look_at_statement)
        event.listen(own.engine, "commit", look)
        act(own)


def at_once(database: Database, act: Callable[[Database], object], many: int = 2) -> list[object]:
    """What each came to, or the exception it met."""
    together, address = Barrier(many), database.url.render_as_string(hide_password=False)

    def run(_: int) -> object:
        with closing(Database(address)) as own:
            together.wait()
            try:
                return act(own)
            except (CourtsideError, SQLAlchemyError) as error:
                return error

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(run, range(many)))


def empty_log(database: Database) -> None:
    """SQLite's: what is written next begins at its beginning."""
    with closing(sqlite3.connect(str(database.url.database))) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Writing on is refused as by a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
