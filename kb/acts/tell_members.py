from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.mail_word import mail_word
from kb.acts.note_phrases import note_phrases
from kb.conversations import Author, Message, find_conversation, say
from kb.tickets import Ticket
from kb.tickets.merge import with_merged


def tell_members(
    session: Session, ticket: Ticket, text: str, *, by: int, now: datetime
) -> list[Message]:
    """In the ticket's conversation and in those of all tickets that went up in it, once each;
    who wrote by mail is sent it. What must not be said is kept, for a supervisor to talk about."""
    note_phrases(session, text, about=("ticket", ticket.number), by=by, now=now)
    waiting = dict.fromkeys(each.conversation_id for each in with_merged(session, ticket))
    said = [
        say(session, find_conversation(session, each), Author.STAFF, text, by=by, now=now)
        for each in waiting
    ]
    for each in said:
        mail_word(session, each, now=now)
    return said
