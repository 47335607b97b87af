"""What the ticket page says of level 3: to those who handle it how far it is, to everybody who
the liaison is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.people.person import Person, person
from kb.terms import Level
from kb.tickets import Ticket
from kb.tickets.acknowledgement import acknowledgements
from kb.tickets.final_report import FinalReport, report_of
from kb.tickets.liaison import liaison_of
from kb.tickets.meeting import meetings
from kb.tickets.serious import part_of
from kb.tickets.task_force import TaskForce, is_on_task_force, task_force_of


@dataclass(frozen=True)
class Serious:
    """Nothing but the liaison where it is not theirs to see."""

    number: int
    is_seen: bool
    liaison: str
    known_by: str
    force: TaskForce | None
    leader: str
    meetings: int
    report: FinalReport | None


def gather(session: Session, ticket: Ticket, by: Person, _now: datetime) -> Serious | None:
    if ticket.level is not Level.THREE:
        return None
    seen = part_of(by, is_on_task_force(session, ticket, by.id)) is not None
    liaison, force = liaison_of(session, ticket), task_force_of(session, ticket)
    known = [person(session, each.by_id).name for each in acknowledgements(session, ticket)]
    return Serious(
        ticket.number,
        seen,
        person(session, liaison.person_id).name if liaison else "",
        "、".join(known),
        force,
        person(session, force.leader_id).name if force else "",
        len(meetings(session, ticket)),
        report_of(session, ticket),
    )
