"""Complaints that came of a ticket, and the way to register one from it."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from kb.complaints.browse import complaints_from
from kb.complaints.complaint import Complaint
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.tickets import Ticket


@dataclass(frozen=True)
class FromTicket:
    complaints: list[Complaint]
    register: str


def gather(session: Session, ticket: Ticket, by: Person, _now: datetime) -> FromTicket | None:
    if not may(by, Right.WORK_TICKETS):
        return None
    seen = [each for each in complaints_from(session, ticket.number) if each.about_id != by.id]
    return FromTicket(seen, url_for("complaints.new_complaint", ticket=ticket.number))
