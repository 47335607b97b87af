"""The mails of a ticket: what came with its talk, and whether what was answered arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.mailbox.answer import MailAnswer
from kb.mailbox.keeping import mails_in
from kb.mailbox.mail import Mail
from kb.mailbox.outbox import answers_in
from kb.members.contact import Contact, mask_contact
from kb.people.person import Person
from kb.tickets import Ticket


@dataclass(frozen=True)
class Thread:
    """`who`: the address, masked; `number`: the ticket's."""

    mails: Sequence[Mail]
    answers: Sequence[MailAnswer]
    who: str
    number: int


def gather(session: Session, ticket: Ticket, _by: Person, _now: datetime) -> Thread | None:
    mails = mails_in(session, ticket.conversation_id)
    if not mails:
        return None
    who = mask_contact(Contact.EMAIL, mails[-1].from_email)
    return Thread(mails, answers_in(session, ticket.conversation_id), who, ticket.number)
