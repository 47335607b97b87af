"""What happens as time passes, whether anybody calls a page or not: in a thread of each web process
and in `courtside worker`. Any number of them may run: each thing happens once."""

import logging
import threading
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from kb import clock
from kb.acts.tick import tick_all
from kb.db import Database
from kb.errors import CourtsideError

log = logging.getLogger(__name__)


def go_round(database: Database) -> Iterator[str]:
    """What was done, in words."""
    yield from tick_all(database, now=clock.now())


def keep_going(database: Database, seconds: int, stopping: threading.Event) -> None:
    """Until told to stop. A database that is away for a while is asked again at the next round."""
    while not stopping.wait(seconds):
        try:
            for said in go_round(database):
                log.info("%s", said)
        except (SQLAlchemyError, CourtsideError):
            log.exception("a round failed; the next one takes it up")


def start_ticking(database: Database, seconds: int) -> None:
    """The thread dies with its process, and may at any moment: what it had not committed, another
    one does."""
    if seconds:
        target = (database, seconds, threading.Event())
        threading.Thread(target=keep_going, args=target, name="ticking", daemon=True).start()
