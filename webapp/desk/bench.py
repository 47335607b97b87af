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
from kb.tickets.consult import Consult, advices_to, consults_of
from kb.tickets.course import Step, course_of
from kb.tickets.intake import Intake, intake_of
from kb.tickets.merge import Merge, merge_of
from kb.tickets.moves import ALIVE, MOVES, Move
from kb.tickets.referral import Referral, end_of, expected_at, referrals_of
from webapp.desk.lookup import vain_question
from webapp.desk.next_step import NextStep, next_step
from webapp.desk.panels import panels_of
from webapp.desk.ready import ready_for
from webapp.desk.record import Record, record_of
from webapp.errors import status_of
from webapp.fields import asked
from webapp.mistakes import mistakes

WRITTEN = {
    "hand_on": ("reason",),
    "refer": ("matter", "refer_reason"),
    "withdraw": ("withdraw",),
    "update": ("update",),
    "consult": ("consult",),
    "merge": ("merge_reason",),
    "close": ("why", "none_reason"),
    "reopen": ("reopen_reason",),
}
"""move → what is written for it"""


@dataclass(frozen=True)
class Bench:
    """`ahead`: the clock that runs out next; `may`: the values of the moves that the table allows
    in this state. `asked`: a consult that waits for this colleague's word; `advised`: how many
    have given theirs meanwhile."""

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
    advised: int
    asker: str
    merge: Merge | None
    intake: Intake | None
    phone: str
    colleagues: Sequence[Person]


def bench_of(
    session: Session,
    ticket: Ticket,
    by: Person,
    *,
    phone: str = "",
    answering: int | None = None,
) -> Bench:
    """`phone`: the number in full, where the colleague just asked to see it. `answering`: the
    consult to which their word was not taken."""
    record, referrals = record_of(session, ticket), referrals_of(session, ticket.number)
    last = referrals[-1] if referrals else None
    mine, leads = ticket.owner_id == by.id, may(by, Right.LEAD_SERVICE)
    ended = end_of(session, last) if last else None
    owner = record.names.get(ticket.owner_id, "")
    asked = _waiting_for(session, ticket, by, leads, answering)
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
        len(advices_to(session, asked.id)) if answering and asked else 0,
        next((each.name for each in colleagues if asked and each.id == asked.by_id), ""),
        merge_of(session, ticket.number),
        intake,
        phone or _masked(intake),
        [each for each in colleagues if each.id != by.id],
    )


def ticket_page(
    session: Session,
    by: Person,
    number: int,
    error: CourtsideError | None = None,
    *,
    phone: str = "",
    answering: int | None = None,
) -> str:
    ticket, now = find_ticket(session, number), clock.now()
    bench = bench_of(session, ticket, by, phone=phone, answering=answering)
    looked_for = asked("ask")
    due_at = bench.ahead.due_at if bench.ahead else ticket.due_at
    return render_template(
        "desk/ticket.html",
        bench=bench,
        ready=ready_for(session, ticket, by, due_at=due_at, now=now),
        seen=as_seen(ticket),
        unused=_unused(bench),
        vain=vain_question(looked_for) if looked_for else "",
        panels=panels_of(session, ticket, by, now),
        by=by,
        now=now,
        typed=request.form,
        errors=mistakes(error, "text"),
    )


def as_seen(ticket: Ticket) -> str:
    """What a page says of it and another colleague may change."""
    return f"{ticket.state.value}-{ticket.level.value}-{ticket.owner_id or 0}"


def ticket_again(
    session: Session, by: Person, error: CourtsideError, number: int, asked: int | None = None
) -> ResponseReturnValue:
    """`asked`: the consult in the address."""
    return ticket_page(session, by, number, error, answering=asked), status_of(error)


def to_ticket(number: int) -> ResponseReturnValue:
    return redirect(url_for("desk.ticket", number=number), code=303)


def _masked(intake: Intake | None) -> str:
    known = intake is not None and intake.member_phone
    return mask_contact(Contact.PHONE, known) if known else ""


def _unused(bench: Bench) -> list[str]:
    """What was written for a move that another colleague made impossible meanwhile."""
    fields = (field for move, some in WRITTEN.items() if move not in bench.may for field in some)
    return [text for field in fields if (text := request.form.get(field, "").strip())]


def _waiting_for(
    session: Session, ticket: Ticket, by: Person, leads: bool, answering: int | None
) -> Consult | None:
    if ticket.state not in ALIVE:
        return None
    return next(
        (
            each
            for each in consults_of(session, ticket.number)
            if (not each.advised or each.id == answering)
            and each.by_id != by.id
            and (leads or each.asked_id == by.id)
        ),
        None,
    )
