"""Letters leave the house in a thread of their own: a mail server that takes its time holds up no
clock. Any number of processes may do it: each letter is claimed by one."""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from kb import clock
from kb.acts.deliver import deliver
from kb.db import Database
from kb.errors import CourtsideError
from kb.notices.channels import Channels

log = logging.getLogger(__name__)


def start_delivering(database: Database, channels: Channels, seconds: int) -> None:
    """The thread dies with its process; what it had claimed is sent by another one later."""
    if channels and seconds:
        target = (database, channels, seconds)
        threading.Thread(target=_keep_delivering, args=target, name="letters", daemon=True).start()


def _keep_delivering(database: Database, channels: Channels, seconds: int) -> None:
    waiting = threading.Event()
    while not waiting.wait(seconds):
        try:
            _deliver_all(database, channels)
        except (SQLAlchemyError, CourtsideError):
            log.exception("letters wait for the next round")


def _deliver_all(database: Database, channels: Channels) -> None:
    """Batch by batch, as long as any letter gets through."""
    while True:
        done = deliver(database, channels, clock.now())
        if done.sent or done.failed:
            log.info("letters: %d sent, %d failed", done.sent, done.failed)
        if not done.sent:
            return
