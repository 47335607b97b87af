"""What happens as time passes, whether anybody calls a page or not: in a thread of each web process
and in `courtside worker`. Any number of them may run: each thing happens once."""

import logging
import threading
from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from kb import clock
from kb.acts.close_month import close_due_months
from kb.acts.give_waiting import give_all_waiting
from kb.acts.note_absence import note_absence
from kb.acts.remind import remind_daily
from kb.acts.simulate.simulation import is_underway
from kb.acts.tell_of_complaints import tell_of_complaints
from kb.acts.tick import tick_all
from kb.db import Database
from kb.errors import CourtsideError
from kb.reports.tallies.keeping import keep_level

BREATH = 0.2
"""seconds; who waits for SQLite's write lock asks for it every tenth of a second"""

log = logging.getLogger(__name__)


def go_round(database: Database, breathe: Callable[[], object] = lambda: None) -> Iterator[str]:
    """What was done, in words. `breathe`: called between two batches. Nothing while made-up days
    are lived through: their clocks run by those days."""
    with database.reading() as session:
        if is_underway(session, now=clock.now()):
            return
    yield from tick_all(database, now=clock.now(), breathe=breathe)
    yield from note_absence(database, now=clock.now())
    yield from give_all_waiting(database, now=clock.now())
    yield from tell_of_complaints(database, now=clock.now())
    yield from remind_daily(database, now=clock.now())
    keep_level(database, now=clock.now(), breathe=breathe)
    yield from close_due_months(database, now=clock.now())


def keep_going(database: Database, seconds: int, stopping: threading.Event) -> None:
    """Until told to stop. A database that is away for a while is asked again at the next round."""
    while not stopping.wait(seconds):
        try:
            for said in go_round(database, partial(stopping.wait, BREATH)):
                log.info("%s", said)
        except (SQLAlchemyError, CourtsideError):
            log.exception("a round failed; the next one takes it up")


def start_ticking(database: Database, seconds: int) -> None:
    """The thread dies with its process, and may at any moment: what it had not committed, another
    one does."""
    if seconds:
        target = (keep_going, database, seconds, threading.Event())
        threading.Thread(target=revive, args=target, name="reviving", daemon=True).start()


def revive(
    work: Callable[[Database, int, threading.Event], object],
    database: Database,
    seconds: int,
    stopping: threading.Event,
) -> None:
    """What fails in a way that nobody thought of ends its thread, with a traceback in the log; no
    clock may stand still for that."""
    while not stopping.is_set():
        thread = threading.Thread(
            target=work, args=(database, seconds, stopping), name="ticking", daemon=True
        )
        thread.start()
        thread.join()
