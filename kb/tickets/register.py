from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.tickets.ticket import WAITING, Closure, Reply, Ticket, TicketState


def find_ticket(session: Session, number: int) -> Ticket:
    found = session.get(Ticket, number)
    if found is None:
        raise NotFound(f"没有工单 {number}。")
    return found


def own_ticket(session: Session, conversation_id: int, number: int) -> Ticket:
    """For a member: somebody else's ticket is not found, just like one that is not there."""
    found = session.get(Ticket, number)
    if found is None or found.conversation_id != conversation_id:
        raise NotFound("这个对话里没有这个问题。")
    return found


def open_tickets(session: Session) -> list[Ticket]:
    """Those that nobody has answered yet, the most urgent first."""
    found = select(Ticket).where(Ticket.state.in_(WAITING)).order_by(Ticket.due_at, Ticket.number)
    return list(session.scalars(found))


def tickets_of(session: Session, conversation_id: int) -> list[Ticket]:
    """Oldest first."""
    found = select(Ticket).where(Ticket.conversation_id == conversation_id)
    return list(session.scalars(found.order_by(Ticket.number)))


def ticket_from(session: Session, message_id: int) -> Ticket | None:
    """The ticket that a member's message led to."""
    return session.scalar(select(Ticket).where(Ticket.message_id == message_id))


def replies(session: Session, ticket: Ticket) -> list[Reply]:
    """Oldest first."""
    found = select(Reply).where(Reply.ticket_number == ticket.number).order_by(Reply.id)
    return list(session.scalars(found))


def closure_of(session: Session, ticket: Ticket) -> Closure | None:
    """None for one that was opened again."""
    return session.get(Closure, ticket.number) if ticket.state is TicketState.CLOSED else None
