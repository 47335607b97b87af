"""What a piece of work asks of its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident

from sqlalchemy import Connection, Engine, event


@contextmanager
def statements(bind: Engine | Connection) -> Iterator[list[str]]:
    """Those of this thread: what goes on in the background asks at moments of its own."""
    seen: list[str] = []
    mine = get_ident()

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if get_ident() == mine:
            seen.append(statement)

    event.listen(bind, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(bind, "before_cursor_execute", look)


def selects(seen: list[str]) -> int:
    return sum(each.startswith("SELECT") for each in seen)
