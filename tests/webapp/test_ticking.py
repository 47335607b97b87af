"""The thread in which time passes."""

from collections.abc import Iterator
from threading import Event

import pytest

from kb.db import Database
from webapp.ticking import revive


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_thought_of_ends_one_thread_and_not_the_work(sqlite: Database) -> None:
    outcomes: Iterator[bool] = iter((False, False, True))

    def work(_database: Database, _seconds: int, stopping: Event) -> None:
        if not next(outcomes):
            raise ZeroDivisionError
        stopping.set()

    stopping = Event()
    revive(work, sqlite, 1, stopping)
    assert stopping.is_set()
    assert next(outcomes, None) is None
