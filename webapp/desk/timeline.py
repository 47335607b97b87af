"""Why the clocks of a ticket stand where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.hold_clock import may_hold
from kb.deadlines.pausing import find_clock
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
    found = stories(session, Subject(Matter.TICKET, ticket.number))
    if not found:
        return None
    who = {line.by_id for each in found for line in each.lines}
    holds = may_hold(session, find_clock(session, found[0].clock_id), by)
    return Timeline(found, names(session, who), holds)
