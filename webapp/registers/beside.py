"""The forms of a ticket, a complaint or a member, beside it, and those to begin from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.complaints.complaint import Complaint
from kb.forms.browse import of_complaint, of_member, of_ticket
from kb.forms.filled import FilledForm
from kb.forms.reach import open_forms
from kb.forms.template import Form
from kb.members.member import Member
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.tickets import Ticket

OF_COMPLAINTS = ("complaint-handling", "complaint-visit")
"""offered first where a complaint is read"""


@dataclass(frozen=True)
class FormsBeside:
    """`begun_from`: what the address of a new one carries; `first`: of those that are `open`."""

    begun_from: Mapping[str, int]
    filed: Sequence[FilledForm]
    first: Sequence[Form]
    open: Sequence[Form]


def gather(session: Session, ticket: Ticket, by: Person, _now: datetime) -> FormsBeside | None:
    if not may(by, Right.KEEP_REGISTERS):
        return None
    filed = of_ticket(session, ticket.number, seen_by=by)
    return _beside(session, by, filed, {"ticket": ticket.number})


def forms_of_complaint(session: Session, complaint: Complaint, by: Person) -> FormsBeside | None:
    if not may(by, Right.KEEP_REGISTERS):
        return None
    filed = of_complaint(session, complaint.number, seen_by=by)
    return _beside(session, by, filed, {"complaint": complaint.number}, OF_COMPLAINTS)


def forms_of_member(session: Session, member: Member, by: Person) -> FormsBeside | None:
    if not may(by, Right.KEEP_REGISTERS):
        return None
    filed = of_member(session, member, seen_by=by)
    return _beside(session, by, filed, {"member": member.id})


def _beside(
    session: Session,
    by: Person,
    filed: Sequence[FilledForm],
    begun_from: Mapping[str, int],
    first: Sequence[str] = (),
) -> FormsBeside:
    forms = [each.form for each in open_forms(session, by)]
    return FormsBeside(
        begun_from,
        filed,
        [each for each in forms if each.id in first],
        [each for each in forms if each.id not in first],
    )
