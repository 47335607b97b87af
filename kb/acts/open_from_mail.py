from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.alert_supervisors import alert_supervisors
from kb.acts.mail_word import about
from kb.acts.triage_words import Proposal
from kb.conversations import Author, open_conversation, say
from kb.errors import BadInput
from kb.knowledge import usual_department
from kb.mailbox.keeping import open_mail, require_unopened
from kb.mailbox.mail import Mail
from kb.policy import current
from kb.terms import Channel, Level, Reason
from kb.tickets import Ticket, open_ticket

LONGEST = 2000


def words_of(mail: Mail) -> str:
    said = mail.said or mail.text
    return f"{about(mail.subject)}\n{said}".strip()[:LONGEST]


def tickets_of_mails(session: Session, mails: Sequence[Mail]) -> dict[int, int]:
    """The numbers of those that a colleague opened, by the mail's id."""
    talks = {each.conversation_id: each.id for each in mails if each.conversation_id is not None}
    found = select(Ticket.conversation_id, Ticket.number).where(Ticket.conversation_id.in_(talks))
    return {talks[talk]: number for talk, number in session.execute(found)}


def open_from_mail(
    session: Session, mail: Mail, proposal: Proposal, *, by: int, now: datetime
) -> Ticket:
    """A mail that was not taken is a question after all, as a colleague sees."""
    require_unopened(session, mail)
    words = words_of(mail)
    if not words:
        raise BadInput(
            "这封邮件没有可读的内容。", code="empty_text", mend="请到邮箱里看原信，再记录来电。"
        )
    talk, _ = open_conversation(
        session, Channel.EMAIL, by=by, member_name=mail.from_name or None, now=now
    )
    message = say(session, talk, Author.MEMBER, words, now=now)
    ticket = open_ticket(
        session, talk.id, words,
        level=proposal.level, category=proposal.category, reason=Reason.ASKED_FOR_PERSON,
        policy=current(session).service, now=now, by=by,
        department=usual_department(proposal.category) if proposal.level > Level.ONE else None,
        message_id=message.id,
    )  # fmt: skip
    open_mail(session, mail, talk.id, by=by, now=now)
    alert_supervisors(session, ticket, by=by, now=now)
    return ticket
