import re
from datetime import datetime

from sqlalchemy.orm import Session

from kb.conversations import Message
from kb.mailbox.answer import MailAnswer
from kb.mailbox.keeping import last_mail
from kb.mailbox.mail import Mail
from kb.mailbox.outbox import queue_answer
from kb.mailbox.reading import one_line
from kb.tickets import tickets_of

TOKEN = re.compile(r"\[问题编号 ?(\d{4,9})\]")
_ANSWERING = re.compile(r"\A\s*(?:(?:re|回复|答复|回覆)\s*[:：]\s*)+", re.IGNORECASE)


def mail_word(session: Session, message: Message, *, now: datetime) -> MailAnswer | None:
    """What a colleague said to a member who wrote by mail, on its way to them; None for all
    others."""
    mail = last_mail(session, message.conversation_id)
    if mail is None:
        return None
    text = f"{message.text}\n\n有补充，或者问题没有解决，直接回复这封邮件就可以。"
    return in_thread(session, mail, message, text, automatic=False, now=now)


def in_thread(
    session: Session,
    mail: Mail,
    message: Message,
    text: str,
    *,
    automatic: bool,
    now: datetime,
    link: str | None = None,
) -> MailAnswer:
    subject = subject_of(session, mail, message.conversation_id)
    return queue_answer(
        session, mail, message.conversation_id, message.id,
        subject=subject, text=text, automatic=automatic, now=now, link=link,
    )  # fmt: skip


def subject_of(session: Session, mail: Mail, conversation_id: int) -> str:
    """Theirs, with the number by which an answer is found even where a program has lost the
    thread."""
    bare = one_line(TOKEN.sub("", about(mail.subject))) or "您的来信"
    known = tickets_of(session, conversation_id)
    return f"Re: {bare} [问题编号 {known[-1].number}]" if known else f"Re: {bare}"


def about(subject: str) -> str:
    return _ANSWERING.sub("", subject, count=1).strip()
