from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.tell_members import tell_members
from kb.tickets import find_ticket
from kb.tickets.update import MemberUpdate, update


def update_member(
    session: Session, number: int, text: str, *, by: int, now: datetime
) -> MemberUpdate:
    """An interim word, in the conversation of everybody who waits for this."""
    ticket = find_ticket(session, number)
    written = update(session, ticket, text, by=by, now=now)
    tell_members(session, ticket, written.text, by=by, now=now)
    return written
