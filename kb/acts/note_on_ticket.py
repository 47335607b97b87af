from datetime import datetime

from sqlalchemy.orm import Session

from kb.notices.note import Note, write_note
from kb.people.rights import Right, holders
from kb.tickets import find_ticket


def note_on_ticket(session: Session, number: int, text: str, *, by: int, now: datetime) -> Note:
    """For colleagues who work on tickets; whoever is called by name there is told."""
    ticket = find_ticket(session, number)
    return write_note(
        session,
        text,
        about=("ticket", ticket.number),
        path=f"/desk/tickets/{ticket.number}",
        readers=holders(session, Right.WORK_TICKETS),
        by=by,
        now=now,
    )
