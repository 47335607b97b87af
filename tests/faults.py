"""Acts that break off at their first write, their second, …: nothing half done may be left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from kb.db import Base, Database

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
