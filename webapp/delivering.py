"""Letters leave the house in a thread of their own: a mail server that takes its time holds up no
clock. Any number of processes may do it: each letter is claimed by one."""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from kb import clock
from kb.acts.deliver import Delivered, deliver
from kb.acts.send_answers import send_answers
from kb.db import Database
from kb.errors import CourtsideError
from kb.notices.channels import Channels
from kb.notices.kinds import ChannelKind

log = logging.getLogger(__name__)


def start_delivering(
    database: Database, channels: Channels, seconds: int, *, site: str = ""
) -> None:
    """`site`: what stands before the links that members are sent. The thread dies with
    its process; what it had claimed is sent by another one later."""
    if channels and seconds:
        target = (database, channels, seconds, site)
        threading.Thread(target=_keep_delivering, args=target, name="letters", daemon=True).start()


def _keep_delivering(database: Database, channels: Channels, seconds: int, site: str) -> None:
    waiting = threading.Event()
    while not waiting.wait(seconds):
        try:
            _deliver_all(database, channels, site)
        except (SQLAlchemyError, CourtsideError):
            log.exception("letters wait for the next round")


def _deliver_all(database: Database, channels: Channels, site: str) -> None:
    """Members first."""
    mail = channels.get(ChannelKind.MAIL)
    if mail is not None:
        _send_all("answers", lambda: send_answers(database, mail, clock.now(), site=site))
    _send_all("letters", lambda: deliver(database, channels, clock.now()))


def _send_all(what: str, send: Callable[[], Delivered]) -> None:
    """Batch by batch, as long as any letter gets through."""
    while True:
        done = send()
        if done.sent or done.failed:
            log.info("%s: %d sent, %d failed", what, done.sent, done.failed)
        if not done.sent:
            return
