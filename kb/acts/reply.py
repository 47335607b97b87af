from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.tell_members import tell_members
from kb.conversations import Message
from kb.knowledge import Content, Entry, submit, usual_department
from kb.knowledge import propose as propose_entry
from kb.knowledge.content import MOST_CHARACTERS
from kb.terms import Audience
from kb.tickets import Reply, Ticket, find_ticket
from kb.tickets import reply as reply_to
from kb.tickets.offered import Offered, note_offered
from kb.wording.filling import require_filled


@dataclass(frozen=True)
class Answered:
    """`entry` is the one proposed from the reply, in review."""

    ticket: Ticket
    reply: Reply
    message: Message
    entry: Entry | None


def reply_to_ticket(
    session: Session,
    number: int,
    text: str,
    *,
    propose: bool,
    offered: Sequence[Offered] = (),
    by: int,
    now: datetime,
) -> Answered:
    """What the member reads – and everybody whose ticket went up in this one –, what the ticket
    keeps and what the base may learn from it. `offered`: the answers that were at hand."""
    require_filled(text)
    ticket = find_ticket(session, number)
    reply = reply_to(session, ticket, text, by=by, now=now)
    note_offered(session, reply, offered, by=by, now=now)
    message = tell_members(session, ticket, reply.text, by=by, now=now)[0]
    entry = _propose(session, ticket, reply.text, by, now) if propose else None
    return Answered(ticket, reply, message, entry)


def _propose(session: Session, ticket: Ticket, text: str, by: int, now: datetime) -> Entry:
    content = Content(
        question=_as_question(ticket.question),
        answer=text,
        category=ticket.category,
        department=ticket.department or usual_department(ticket.category),
        audience=Audience.MEMBER,
    )
    entry = propose_entry(
        session,
        content,
        by=by,
        now=now,
        origin_ticket=ticket.number,
        summary=f"来自工单 {ticket.number}",
    )
    return submit(session, entry, by=by, now=now)


def _as_question(said: str) -> str:
    """A long tale is cut to the length of a question; whoever reviews it words it anew."""
    most = MOST_CHARACTERS["question"]
    return said if len(said) <= most else f"{said[: most - 1]}…"
