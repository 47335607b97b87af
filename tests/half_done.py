"""Whatever breaks in the middle of an act, nothing of it stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from kb.db import Base, Database

WRITES = ("INSERT", "UPDATE", "DELETE")
MOST_WRITES = 200


class Broken(Exception):
    pass


@contextmanager
def breaking_at(session: Session, nth: int) -> Iterator[None]:
    """The nth statement that writes raises instead."""
    numbers = count(1)

    def look(_connection, _cursor, statement, *_more) -> None:  # type: ignore[no-untyped-def]
        if statement.lstrip().upper().startswith(WRITES) and next(numbers) == nth:
            raise Broken

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", look)


def leaves_nothing_half_done(database: Database, act: Callable[[Session], object]) -> int:
    """Runs the act with its 1st, 2nd, 3rd … write failing, until it succeeds; after each failure
    the database is as it was. Gives the number of its writes."""
    before = _contents(database)
    for nth in range(1, MOST_WRITES):
        try:
            with database.writing() as session, breaking_at(session, nth):
                act(session)
                session.flush()
        except Broken:
            assert _contents(database) == before, f"write {nth} left something behind"
        else:
            assert _contents(database) != before
            return nth - 1
    pytest.fail("the act never ends")


def _contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }
