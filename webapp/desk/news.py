"""Whether anything has happened on a ticket since its page was loaded: asked by the page itself."""

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb.conversations import find_conversation
from kb.conversations.message import last_said
from kb.people.person import Person
from kb.people.rights import Right
from kb.tickets import find_ticket
from webapp.desk.bench import as_seen, ticket_page
from webapp.desk.room import TICKET, desk
from webapp.fields import asked
from webapp.fields import number as read_number
from webapp.guard import needs


@desk.get(f"{TICKET}/news")
@needs(Right.WORK_TICKETS)
def ticket_news(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """The page as it is now, or 204. `after`: the last message it shows, `seen`: what it says of
    the ticket."""
    ticket = find_ticket(session, number)
    last, _ = last_said(session, find_conversation(session, ticket.conversation_id))
    if last <= read_number(asked("after"), field="after") and asked("seen") == as_seen(ticket):
        return "", 204
    return ticket_page(session, by, number)
