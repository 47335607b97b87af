"""Taking, answering and closing. Each verb locks the ticket, checks, changes, records, returns."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.text.field import require_text
from kb.tickets.final_report import require_report
from kb.tickets.moves import Move, enter, require_legal, told
from kb.tickets.referral import EndKind, end_referral
from kb.tickets.ticket import Closure, Reply, Ticket, TicketState


def take(session: Session, ticket: Ticket, *, by: int, now: datetime) -> Ticket:
    """Taking what is one's own already changes nothing."""
    session.flush()
    session.refresh(ticket, with_for_update=True)
    if ticket.owner_id == by and ticket.state is TicketState.IN_PROGRESS:
        return ticket
    require_legal(session, ticket, Move.TAKE, by)
    ticket.owner_id = by
    enter(ticket, Move.TAKE)
    told(session, ticket, Move.TAKE, by=by, now=now)
    session.flush()
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.TAKEN, by=by, now=now)
    return ticket


def reply(session: Session, ticket: Ticket, text: str, *, by: int, now: datetime) -> Reply:
    """Whoever replies to a free ticket takes it; its owner may add to an earlier reply."""
    kept = require_text(text, "text", "答复")
    require_legal(session, ticket, Move.REPLY, by)
    before = ticket.state
    ticket.owner_id = by
    enter(ticket, Move.REPLY)
    written = Reply(ticket_number=ticket.number, by_id=by, at=now, text=kept)
    session.add(written)
    session.flush()
    told(session, ticket, Move.REPLY, by=by, now=now, reply=written.id, before=before)
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.REPLIED, by=by, now=now)
    return written


def close(
    session: Session, ticket: Ticket, why: str, *, by: int, now: datetime, unsolved: str = ""
) -> Closure:
    """`unsolved`: why a case is closed that its department has not reported solved."""
    kept = require_text(why, "why", "关闭的原因")
    require_legal(session, ticket, Move.CLOSE, by)
    require_report(session, ticket)
    before = ticket.state
    if before is TicketState.REFERRED:
        reason = require_text(unsolved, "unsolved", "部门还没有解决就关闭的原因")
        end_referral(session, ticket, EndKind.WITHDRAWN, reason, by=by, now=now)
    enter(ticket, Move.CLOSE)
    closure = session.get(Closure, ticket.number) or Closure(ticket_number=ticket.number)
    closure.by_id, closure.at, closure.why = by, now, kept
    session.add(closure)
    session.flush()
    told(session, ticket, Move.CLOSE, by=by, now=now, before=before)
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.CLOSED, by=by, now=now)
    return closure
