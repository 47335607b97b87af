"""Fetches what came into the mailbox and takes each mail once: what is kept and how far the folder
was read are one transaction, so a process may die at any moment."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.acts.mail_failed import tell_of_failure
from kb.acts.take_mail import take_mail, think_of_mail
from kb.answering.assistant import Assistant
from kb.clock import to_local
from kb.counter import take_numbers
from kb.db import Database
from kb.errors import CourtsideError
from kb.mailbox.account import Account
from kb.mailbox.fetching import Box, Fetched, opened
from kb.mailbox.keeping import is_kept, keep_mail, mark_of, move_mark
from kb.mailbox.machines import is_bounce, why_not_answered
from kb.mailbox.mail import Mail, MailFate, MailMark
from kb.mailbox.outbox import returned
from kb.mailbox.reading import Parsed, Unreadable, message_of, read_head, read_whole

BATCH = 50
FRESH = timedelta(days=2)
"""of a folder that is read for the first time, what is unread and no older is taken; of one that is
numbered anew, what is no older"""
_OURS = re.compile(rb"<[0-9a-f]{8}-[0-9a-f-]{27}@courtside>")

Assistants = Callable[[], Assistant]


def receive_mail(
    database: Database, account: Account, assistant: Assistants, *, own: Collection[str],
    now: datetime,
) -> Counter[MailFate]:  # fmt: skip
    """What became of how many. `own`: the club's addresses. Raises NotFetched."""
    done: Counter[MailFate] = Counter()
    with opened(account) as box:
        with database.reading() as session:
            mark = session.get(MailMark, account.name)
        begins = mark is None or mark.validity != box.validity
        # Where only the numbers are new, what a colleague has read meanwhile is not lost.
        uids = (
            box.since(to_local(now - FRESH).date(), unread=mark is None)
            if mark is None or begins
            else box.beyond(mark.last_uid)[:BATCH]
        )
        for uid in uids:
            fetched = box.fetch(uid)
            if fetched is not None:
                mail = _take(database, account, assistant, box, fetched, own=own, now=now)
                done.update([mail.fate] if mail else [])
                box.flag_seen(uid)
        if begins:
            with database.writing() as session:
                _locked_mark(session, account)
                move_mark(session, account.name, box.validity, max([box.next - 1, *uids]))
    return done


def _locked_mark(session: Session, account: Account) -> MailMark | None:
    """Who reads the same folder at the same time waits here, also where it is nobody's yet."""
    mark = mark_of(session, account.name)
    if mark is None:
        take_numbers(session, "first mails")
        mark = mark_of(session, account.name)
    return mark


def _take(
    database: Database,
    account: Account,
    assistant: Assistants,
    box: Box,
    fetched: Fetched,
    *,
    own: Collection[str],
    now: datetime,
) -> Mail | None:
    """None for one that was taken before. What cannot be taken is kept for a colleague to see."""
    place = f"{account.name} {box.validity}:{fetched.uid}"

    def keep(make: Callable[[Session], Mail]) -> Mail | None:
        with database.writing() as session:
            mark = _locked_mark(session, account)
            known = mark is not None and mark.validity == box.validity
            if mark is not None and known and fetched.uid <= mark.last_uid:
                return None
            mail = None if is_kept(session, _readable(fetched), place) else make(session)
            if known:
                move_mark(session, account.name, box.validity, fetched.uid)
            return mail

    try:
        return keep(_thought_out(database, assistant, fetched, place, own=own, now=now))
    except (CourtsideError, Unreadable) as error:
        why = error.why if isinstance(error, Unreadable) else str(error)
        return keep(lambda session: _keep_unreadable(session, fetched, place, why, now))


def _thought_out(
    database: Database,
    assistant: Assistants,
    fetched: Fetched,
    place: str,
    *,
    own: Collection[str],
    now: datetime,
) -> Callable[[Session], Mail]:
    """What is left to be written once it was read and thought about, while nobody waits."""
    message = message_of(fetched.raw)
    head = read_head(fetched.raw, message)
    why = why_not_answered(message, head.from_email, own)
    if is_bounce(message, head.from_email):
        return lambda session: _take_bounce(session, fetched, place, why or "退信", now)
    if why:
        return lambda session: keep_mail(
            session, _readable(fetched), place, MailFate.REFUSED, why=why, now=now
        )
    if not fetched.whole:
        raise Unreadable("邮件太大，只看了信头")
    parsed = read_whole(fetched.raw, message)
    with database.reading() as session:
        ready = think_of_mail(session, assistant(), parsed, now=now)
    return lambda session: take_mail(session, ready, parsed, place, now=now)


def _take_bounce(session: Session, fetched: Fetched, place: str, why: str, now: datetime) -> Mail:
    parsed = _readable(fetched)
    ids = [each.decode() for each in _OURS.findall(fetched.raw)]
    answer = returned(session, [*ids, *parsed.answers_to], "对方的邮件服务器退回了这封信", now=now)
    if answer is not None:
        tell_of_failure(session, answer, now=now)
    return keep_mail(session, parsed, place, MailFate.BOUNCED, why=why, now=now)


def _keep_unreadable(
    session: Session, fetched: Fetched, place: str, why: str, now: datetime
) -> Mail:
    return keep_mail(session, _readable(fetched), place, MailFate.UNREADABLE, why=why, now=now)


def _readable(fetched: Fetched) -> Parsed:
    """As much of it as can be read."""
    try:
        message = message_of(fetched.raw)
    except Unreadable:
        digest = hashlib.sha256(fetched.raw).hexdigest()
        return Parsed(f"<{digest}@no-id>", "", "", "", "", "")
    try:
        return read_whole(fetched.raw, message)
    except Unreadable:
        return read_head(fetched.raw, message)
