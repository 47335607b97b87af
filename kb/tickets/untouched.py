"""What somebody holds, and what of it they have not begun: that may go back before they leave."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from kb.tickets.consult import Consult
from kb.tickets.handing import Handing, give_back
from kb.tickets.referral import Referral
from kb.tickets.ticket import WAITING, Reply, Ticket, TicketState
from kb.tickets.update import MemberUpdate

WHY = "下班前退回，还没有开始处理"
TRACES = (Reply, MemberUpdate, Consult, Referral)


def held(session: Session, person_id: int) -> list[int]:
    """The numbers of the tickets of theirs that wait."""
    found = select(Ticket.number).where(Ticket.owner_id == person_id, Ticket.state.in_(WAITING))
    return list(session.scalars(found.order_by(Ticket.number)))


def untouched(session: Session, person_id: int) -> list[Ticket]:
    """Of these, those on which nobody has told, asked or referred anything yet."""
    found = select(Ticket).where(
        Ticket.owner_id == person_id,
        Ticket.state == TicketState.IN_PROGRESS,
        *(~exists().where(trace.ticket_number == Ticket.number) for trace in TRACES),
    )
    return list(session.scalars(found.order_by(Ticket.number)))


def give_back_untouched(session: Session, *, by: int, now: datetime) -> list[Handing]:
    return [give_back(session, each, WHY, by=by, now=now) for each in untouched(session, by)]
