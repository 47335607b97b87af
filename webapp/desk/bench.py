"""The ticket page: the case, what was said, what was done, and what may be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import StageClock
from kb.deadlines.turning import clocks_ahead
from kb.errors import CourtsideError
from kb.members.contact import Contact, mask_contact
from kb.people.person import Person
from kb.people.rights import Right, holders, may
from kb.tickets import Ticket, TicketState, find_ticket
from kb.tickets.consult import Consult, consults_of
from kb.tickets.course import Step, course_of
from kb.tickets.intake import Intake, intake_of
from kb.tickets.merge import Merge, merge_of
from kb.tickets.moves import ALIVE, MOVES, Move
from kb.tickets.referral import Referral, end_of, expected_at, referrals_of
from webapp.desk.next_step import NextStep, next_step
from webapp.desk.panels import panels_of
from webapp.desk.record import Record, record_of
from webapp.errors import status_of
from webapp.mistakes import mistakes


@dataclass(frozen=True)
class Bench:
    """`ahead`: the clock that runs out next; `may`: the values of the moves that the table allows
    in this state. `asked`: a consult that waits for this colleague's word."""

    record: Record
    ahead: StageClock | None
    step: NextStep
    course: Sequence[Step]
    may: frozenset[str]
    mine: bool
    alive: bool
    leads: bool
    referral: Referral | None
    expected_at: datetime | None
    asked: Consult | None
    asker: str
    merge: Merge | None
    intake: Intake | None
    phone: str
    colleagues: Sequence[Person]


def bench_of(session: Session, ticket: Ticket, by: Person, *, phone: str = "") -> Bench:
    """`phone`: the number in full, where the colleague just asked to see it."""
    record, referrals = record_of(session, ticket), referrals_of(session, ticket.number)
    last = referrals[-1] if referrals else None
    mine, leads = ticket.owner_id == by.id, may(by, Right.LEAD_SERVICE)
    ended = end_of(session, last) if last else None
    owner = record.names.get(ticket.owner_id, "")
    asked = _waiting_for(session, ticket, by, leads)
    colleagues = holders(session, Right.WORK_TICKETS)
    intake = intake_of(session, ticket.number)
    return Bench(
        record,
        clocks_ahead(session, Matter.TICKET, [ticket.number]).get(ticket.number),
        next_step(ticket, ended, mine=mine, owner=owner),
        course_of(session, ticket),
        frozenset(move.value for move in Move if ticket.state in MOVES[move].origins),
        mine,
        ticket.state in ALIVE,
        leads,
        last if ticket.state is TicketState.REFERRED else None,
        expected_at(session, last) if last and not ended else None,
        asked,
        next((each.name for each in colleagues if asked and each.id == asked.by_id), ""),
        merge_of(session, ticket.number),
        intake,
        phone
        or (
            mask_contact(Contact.PHONE, intake.member_phone)
            if intake and intake.member_phone
            else ""
        ),
        [each for each in colleagues if each.id != by.id],
    )


def ticket_page(
    session: Session,
    by: Person,
    number: int,
    error: CourtsideError | None = None,
    *,
    phone: str = "",
) -> str:
    ticket, now = find_ticket(session, number), clock.now()
    return render_template(
        "desk/ticket.html",
        bench=bench_of(session, ticket, by, phone=phone),
        panels=panels_of(session, ticket, by, now),
        by=by,
        now=now,
        typed=request.form,
        errors=mistakes(error, "text"),
    )


def ticket_again(
    session: Session, by: Person, error: CourtsideError, number: int, **_more: int
) -> ResponseReturnValue:
    """`_more`: what else stands in the address."""
    return ticket_page(session, by, number, error), status_of(error)


def to_ticket(number: int) -> ResponseReturnValue:
    return redirect(url_for("desk.ticket", number=number), code=303)


def _waiting_for(session: Session, ticket: Ticket, by: Person, leads: bool) -> Consult | None:
    if ticket.state not in ALIVE:
        return None
    return next(
        (
            each
            for each in consults_of(session, ticket.number)
            if not each.advised and each.by_id != by.id and (leads or each.asked_id == by.id)
        ),
        None,
    )
