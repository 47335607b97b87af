from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from kb.notices.note import Note, notes_with, write_note
from kb.people.person import Person
from kb.people.rights import Right, holders
from kb.terms import Department
from kb.tickets import Ticket, find_ticket
from kb.tickets.referral import departments_with, find_referral


def note_on_ticket(session: Session, number: int, text: str, *, by: int, now: datetime) -> Note:
    """For colleagues who work on tickets; whoever is called by name there is told, also one of the
    department that has the case."""
    ticket = find_ticket(session, number)
    return write_note(
        session, text, about=("ticket", number), readers=_readers(session, ticket), by=by, now=now
    )


def note_on_case(session: Session, number: int, text: str, *, by: Person, now: datetime) -> Note:
    """By the department: whose ticket it is learns of it without being called."""
    find_referral(session, number, by.departments)
    ticket = find_ticket(session, number)
    readers = _readers(session, ticket)
    told = [ticket.owner_id] if ticket.owner_id in readers else []
    return write_note(
        session, text, about=("ticket", number), readers=readers, by=by.id, now=now,
        told=[each for each in told if each is not None],
    )  # fmt: skip


def notes_of_case(session: Session, number: int, department: Department) -> list[Note]:
    """What a department reads of a ticket's notes: its own, and those that call one of it."""
    theirs = [each.id for each in _colleagues(session, {department})]
    return notes_with(session, ("ticket", number), theirs)


def _readers(session: Session, ticket: Ticket) -> dict[int, str]:
    """With the page on which they read it."""
    department = _colleagues(session, departments_with(session, ticket.number))
    case, page = f"/department/cases/{ticket.number}", f"/desk/tickets/{ticket.number}"
    return {each.id: case for each in department} | {
        each.id: page for each in holders(session, Right.WORK_TICKETS)
    }


def _colleagues(session: Session, departments: Collection[Department]) -> list[Person]:
    answering = holders(session, Right.ANSWER_REFERRED)
    return [each for each in answering if not each.departments.isdisjoint(departments)]
