"""What colleagues told each other about a ticket, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.notices.note import MOST_CHARACTERS, Note, notes_about
from kb.people.person import Person
from kb.tickets import Ticket
from webapp.desk.record import names


@dataclass(frozen=True)
class Notes:
    ticket: Ticket
    rows: Sequence[Note]
    names: dict[int | None, str]
    limit: int = MOST_CHARACTERS


def gather(session: Session, ticket: Ticket, _by: Person, _now: datetime) -> Notes:
    rows = notes_about(session, ("ticket", ticket.number))
    return Notes(ticket, rows, names(session, (each.by_id for each in rows)))
