"""Why the clocks of a case stand where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.hold_clock import may_hold
from kb.deadlines.signal import Matter, Subject
from kb.deadlines.timeline import Story, stories
from kb.people.person import Person
from kb.tickets import Ticket
from webapp.desk.record import names


@dataclass(frozen=True)
class Timeline:
    stories: Sequence[Story]
    names: dict[int | None, str]
    may_hold: bool


def gather(session: Session, ticket: Ticket, by: Person, _now: datetime) -> Timeline | None:
    return timeline(session, Subject(Matter.TICKET, ticket.number), by)


def timeline(session: Session, subject: Subject, by: Person) -> Timeline | None:
    """None where nothing was ever timed."""
    found = stories(session, subject)
    if not found:
        return None
    who = {line.by_id for each in found for line in each.lines}
    return Timeline(found, names(session, who), may_hold(session, subject, by))
