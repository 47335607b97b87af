"""Keeping what came, and finding it again."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.errors import Conflict, NotFound
from kb.history import record
from kb.mailbox.answer import MailAnswer
from kb.mailbox.mail import Mail, MailFate, MailMark
from kb.mailbox.reading import ADDRESS, Parsed

PAGE = 25
UNTAKEN = (MailFate.REFUSED, MailFate.BOUNCED, MailFate.UNREADABLE)


@dataclass(frozen=True, slots=True)
class MailPage:
    rows: Sequence[Mail]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def mark_of(session: Session, folder: str) -> MailMark | None:
    """Locked: who reads the same folder at the same time waits."""
    return session.get(MailMark, folder, with_for_update=True, populate_existing=True)


def move_mark(session: Session, folder: str, validity: int, uid: int) -> None:
    mark = mark_of(session, folder)
    if mark is None:
        mark = MailMark(folder=folder)
        session.add(mark)
    mark.validity, mark.last_uid = validity, uid
    session.flush()


def is_kept(session: Session, parsed: Parsed, place: str) -> bool:
    """Some programs give every letter the same Message-ID: only what says the same, too, is the
    same letter delivered twice. In a folder numbered anew each is there again, and who is
    forgotten is known by nothing but the Message-ID."""
    found = select(Mail).where(Mail.message_id.in_((parsed.message_id, _own_id(parsed))))
    return any(
        _numbering(kept.place) != _numbering(place)
        or (bool(kept.from_email) and not ADDRESS.fullmatch(kept.from_email))
        or _content(kept) == _content(parsed)
        for kept in session.scalars(found)
    )


def keep_mail(
    session: Session,
    parsed: Parsed,
    place: str,
    fate: MailFate,
    *,
    why: str = "",
    conversation_id: int | None = None,
    now: datetime,
) -> Mail:
    taken = select(Mail.id).where(Mail.message_id == parsed.message_id)
    message_id = _own_id(parsed) if session.scalar(taken) else parsed.message_id
    mail = Mail(
        message_id=message_id, place=place, from_email=parsed.from_email,
        from_name=parsed.from_name, subject=parsed.subject, text=parsed.text, said=parsed.said,
        attachments=parsed.attachments, answers_to=parsed.answers_to, fate=fate, why=why, at=now,
        conversation_id=conversation_id, opened_by_id=None, opened_at=None,
    )  # fmt: skip
    session.add(mail)
    session.flush()
    record(
        session, "received", "mail", mail.id, by=None, now=now,
        fate=fate, why=why, conversation=conversation_id,
    )  # fmt: skip
    return mail


def _own_id(parsed: Parsed) -> str:
    digest = hashlib.sha256("\n".join(_content(parsed)).encode())
    return f"<{digest.hexdigest()}@same-id>"


def _content(letter: Mail | Parsed) -> tuple[str, str, str]:
    return letter.from_email, letter.subject, letter.text


def _numbering(place: str) -> str:
    return place.rpartition(":")[0]


def conversation_answered(session: Session, parsed: Parsed) -> int | None:
    """The conversation to which the mails that this one answers belong. A mail from another
    address belongs to none: whoever was passed a letter on reads no more of the talk."""
    if not parsed.answers_to:
        return None
    ids = parsed.answers_to
    ours = select(MailAnswer.conversation_id).where(
        MailAnswer.message_id.in_(ids), MailAnswer.to_email == parsed.from_email
    )
    theirs = select(Mail.conversation_id).where(
        Mail.message_id.in_(ids),
        Mail.from_email == parsed.from_email,
        Mail.conversation_id.is_not(None),
    )
    return session.scalar(ours.limit(1)) or session.scalar(theirs.limit(1))


def writes_in(session: Session, conversation_id: int, from_email: str) -> bool:
    """Whether mail from this address belongs to the conversation."""
    found = select(Mail.id).where(
        Mail.conversation_id == conversation_id, Mail.from_email == from_email
    )
    return session.scalar(found.limit(1)) is not None


def mails_in(session: Session, conversation_id: int) -> list[Mail]:
    """Oldest first."""
    found = select(Mail).where(Mail.conversation_id == conversation_id).order_by(Mail.id)
    return list(session.scalars(found))


def last_mail(session: Session, conversation_id: int) -> Mail | None:
    found = select(Mail).where(Mail.conversation_id == conversation_id).order_by(Mail.id.desc())
    return session.scalars(found.limit(1)).first()


def find_mail(session: Session, mail_id: int) -> Mail:
    found = session.get(Mail, mail_id)
    if found is None:
        raise NotFound("没有这封邮件。")
    return found


def untaken(session: Session, number: int = 1, fates: Collection[MailFate] = UNTAKEN) -> MailPage:
    """The newest first."""
    found = select(Mail).where(Mail.fate.in_(fates))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = found.order_by(Mail.id.desc()).offset((number - 1) * PAGE).limit(PAGE)
    return MailPage(list(session.scalars(page)), number, total)


def open_mail(
    session: Session, mail: Mail, conversation_id: int, *, by: int, now: datetime
) -> Mail:
    """A colleague has made a ticket of it."""
    require_unopened(session, mail)
    mail.conversation_id, mail.opened_by_id, mail.opened_at = conversation_id, by, now
    record(session, "opened", "mail", mail.id, by=by, now=now, conversation=conversation_id)
    session.flush()
    return mail


def require_unopened(session: Session, mail: Mail) -> None:
    session.flush()
    session.refresh(mail, with_for_update=True)
    if mail.conversation_id is not None:
        raise Conflict("这封邮件已经开了工单。", code="already_opened", mend="请刷新页面。")
