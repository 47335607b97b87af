"""What several rooms show beside a ticket. Each panel gathers its own data and has its own piece
of the page; the page draws them in this order, below the talk or beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.people.person import Person
from kb.tickets import Ticket
from webapp.desk import complaint, cooperation, notes, satisfaction, serious, timeline
from webapp.mail import thread as mail
from webapp.members import linking as member
from webapp.registers import beside


@dataclass(frozen=True)
class Panel:
    """`gather` gives None where there is nothing to show."""

    template: str
    gather: Callable[[Session, Ticket, Person, datetime], Any]
    beside: bool = False


PANELS: tuple[Panel, ...] = (
    Panel("desk/_timeline.html", timeline.gather),
    Panel("desk/_serious.html", serious.gather),
    Panel("desk/_followup.html", satisfaction.gather_follow_ups),
    Panel("mail/_thread.html", mail.gather),
    Panel("desk/_notes.html", notes.gather),
    Panel("desk/_member.html", member.gather, beside=True),
    Panel("desk/_cooperation.html", cooperation.gather, beside=True),
    Panel("desk/_rating.html", satisfaction.gather_rating, beside=True),
    Panel("desk/_complaint.html", complaint.gather, beside=True),
    Panel("registers/_beside.html", beside.gather, beside=True),
)


@dataclass(frozen=True)
class Shown:
    template: str
    data: Any
    beside: bool


def panels_of(session: Session, ticket: Ticket, by: Person, now: datetime) -> list[Shown]:
    shown = (
        Shown(each.template, each.gather(session, ticket, by, now), each.beside) for each in PANELS
    )
    return [each for each in shown if each.data is not None]
