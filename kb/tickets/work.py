"""What colleagues do with a ticket. Each verb locks it, checks, changes, records and returns."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict
from kb.history import record
from kb.people.person import person
from kb.text import clean
from kb.tickets.ticket import Closure, Reply, Ticket, TicketState


def take(session: Session, ticket: Ticket, *, by: int, now: datetime) -> Ticket:
    """Taking what is one's own already changes nothing."""
    _lock(session, ticket)
    if ticket.owner_id == by and ticket.state is TicketState.IN_PROGRESS:
        return ticket
    _require_mine_or_free(session, ticket, by)
    _require_state(ticket, TicketState.OPEN)
    ticket.owner_id = by
    ticket.state = TicketState.IN_PROGRESS
    record(session, "taken", "ticket", ticket.number, by=by, now=now)
    session.flush()
    return ticket


def reply(session: Session, ticket: Ticket, text: str, *, by: int, now: datetime) -> Reply:
    """Whoever replies to a free ticket takes it; its owner may add to an earlier reply."""
    said = _said(text, "text", "答复")
    _lock(session, ticket)
    _require_not_closed(ticket)
    _require_mine_or_free(session, ticket, by)
    before = ticket.state
    ticket.owner_id = by
    ticket.state = TicketState.ANSWERED
    written = Reply(ticket_number=ticket.number, by_id=by, at=now, text=said)
    session.add(written)
    session.flush()
    record(
        session, "replied", "ticket", ticket.number, by=by, now=now, reply=written.id, before=before
    )
    return written


def close(session: Session, ticket: Ticket, why: str, *, by: int, now: datetime) -> Closure:
    said = _said(why, "why", "关闭的原因")
    _lock(session, ticket)
    _require_not_closed(ticket)
    before = ticket.state
    ticket.state = TicketState.CLOSED
    closure = Closure(ticket_number=ticket.number, by_id=by, at=now, why=said)
    session.add(closure)
    record(session, "closed", "ticket", ticket.number, by=by, now=now, why=said, before=before)
    session.flush()
    return closure


def _said(text: str, field: str, what: str) -> str:
    said = clean(text)
    if not said:
        raise BadInput(f"还没有写{what}。", field=field, code="empty_text", mend=f"请写上{what}。")
    return said


def _lock(session: Session, ticket: Ticket) -> None:
    """Reads the ticket anew and keeps it from others until the commit."""
    session.flush()
    session.refresh(ticket, with_for_update=True)


def _require_state(ticket: Ticket, *states: TicketState) -> None:
    if ticket.state not in states:
        raise Conflict(
            f"工单 {ticket.number} {ticket.state.label}，不能这样处理。", code="illegal_move"
        )


def _require_not_closed(ticket: Ticket) -> None:
    _require_state(ticket, *(each for each in TicketState if each is not TicketState.CLOSED))


def _require_mine_or_free(session: Session, ticket: Ticket, by: int) -> None:
    if ticket.owner_id is not None and ticket.owner_id != by:
        owner = person(session, ticket.owner_id)
        raise Conflict(f"工单 {ticket.number} 已由{owner.name}接手。", code="taken_by_other")
