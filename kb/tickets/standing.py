"""How the questions of one conversation stand, in one look however many they are."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.tickets.intake import Intake
from kb.tickets.rating import Rating
from kb.tickets.superseding import Superseding
from kb.tickets.ticket import Closure, Ticket, TicketState


@dataclass(frozen=True, slots=True)
class Standing:
    """`closure`: None for one that was opened again; `rating`: of the present end;
    `phone`: the number that was left for it."""

    ticket: Ticket
    closure: Closure | None
    rating: Rating | None
    superseded: Superseding | None
    phone: str | None


def standings(session: Session, conversation_id: int) -> list[Standing]:
    """Oldest first."""
    found = (
        select(Ticket, Closure, Rating, Superseding, Intake.member_phone)
        .outerjoin(Closure, Closure.ticket_number == Ticket.number)
        .outerjoin(Rating, Rating.ticket_number == Ticket.number)
        .outerjoin(Superseding, Superseding.ticket_number == Ticket.number)
        .outerjoin(Intake, Intake.ticket_number == Ticket.number)
        .where(Ticket.conversation_id == conversation_id)
        .order_by(Ticket.number)
    )
    return [_standing(*row) for row in session.execute(found)]


def _standing(
    ticket: Ticket,
    closure: Closure | None,
    rating: Rating | None,
    superseded: Superseding | None,
    phone: str | None,
) -> Standing:
    if ticket.state is not TicketState.CLOSED:
        closure = superseded = None
    if closure is None or (rating is not None and rating.at < closure.at):
        rating = None
    return Standing(ticket, closure, rating, superseded, phone)
