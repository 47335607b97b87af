"""What several rooms show beside a ticket. Each panel gathers its own data and has its own piece
of the page; the page draws them in this order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.tickets import Ticket
from webapp.desk import complaint, notes, satisfaction, serious, timeline
from webapp.members import linking as member
from webapp.registers import ticket_panel


@dataclass(frozen=True)
class Panel:
    """`gather` gives None where there is nothing to show."""

    template: str
    gather: Callable[[Session, Ticket, Person, datetime], Any]


PANELS: tuple[Panel, ...] = (
    Panel("desk/_serious.html", serious.gather),
    Panel("desk/_member.html", member.gather),
    Panel("desk/_complaint.html", complaint.gather),
    Panel("desk/_timeline.html", timeline.gather),
    Panel("desk/_notes.html", notes.gather),
    Panel("desk/_forms.html", ticket_panel.gather),
    Panel("desk/_rating.html", satisfaction.gather_rating),
    Panel("desk/_followup.html", satisfaction.gather_follow_ups),
)


@dataclass(frozen=True)
class Shown:
    template: str
    data: Any


def panels_of(session: Session, ticket: Ticket, by: Person, now: datetime) -> list[Shown]:
    gathered = ((each.template, each.gather(session, ticket, by, now)) for each in PANELS)
    return [Shown(template, data) for template, data in gathered if data is not None]
