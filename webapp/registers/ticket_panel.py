"""The forms of a ticket, beside it, and those that can be begun from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.forms.browse import of_ticket
from kb.forms.filled import FilledForm
from kb.forms.reach import open_forms
from kb.forms.template import Form
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.tickets import Ticket


@dataclass(frozen=True)
class FormsOfTicket:
    ticket_number: int
    filed: Sequence[FilledForm]
    open: Sequence[Form]


def gather(session: Session, ticket: Ticket, by: Person, _now: datetime) -> FormsOfTicket | None:
    if not may(by, Right.KEEP_REGISTERS):
        return None
    filed = of_ticket(session, ticket.number, seen_by=by)
    return FormsOfTicket(ticket.number, filed, [each.form for each in open_forms(session, by)])
