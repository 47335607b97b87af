"""The mailbox is looked at in a thread of its own, never while somebody waits for an answer. Any
number of processes may do it: each mail is taken once."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from kb import clock
from kb.acts.receive_mail import receive_mail
from kb.answering.assistant import Assistant
from kb.db import Database
from kb.errors import CourtsideError
from kb.mailbox.account import Account, read_account
from kb.mailbox.fetching import NotFetched
from kb.mailbox.mail import MailFate
from webapp.channels import trust_of
from webapp.config import Config

log = logging.getLogger(__name__)

Assistants = Callable[[], Assistant]


def account_of(config: Config) -> Account | None:
    """Raises BadInput that names the setting."""
    return read_account(config.imap_url, trust_of(config)) if config.imap_url else None


def fetch_mail(
    config: Config, account: Account, database: Database, assistant: Assistants, now: datetime
) -> Counter[MailFate]:
    """Raises NotFetched."""
    own = frozenset(each.lower() for each in (account.user, config.smtp_from) if "@" in each)
    return receive_mail(database, account, assistant, own=own, now=now)


def start_fetching(config: Config, database: Database, assistant: Assistants, seconds: int) -> None:
    """The thread dies with its process; what it had not kept, another one takes."""
    account = account_of(config)
    if account is not None and seconds:
        target = (config, account, database, assistant, seconds)
        threading.Thread(target=_keep_fetching, args=target, name="mailbox", daemon=True).start()


def _keep_fetching(
    config: Config, account: Account, database: Database, assistant: Assistants, seconds: int
) -> None:
    waiting = threading.Event()
    while not waiting.wait(seconds):
        try:
            done = fetch_mail(config, account, database, assistant, clock.now())
            if done:
                log.info("mails: %s", told(done))
        except NotFetched as error:
            log.warning("the mailbox waits for the next round: %s", error)
        except (SQLAlchemyError, CourtsideError):
            log.exception("the mailbox waits for the next round")


def told(done: Counter[MailFate]) -> str:
    return "，".join(f"{fate.label} {count} 封" for fate, count in done.items())
