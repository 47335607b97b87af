from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.triage_words import Proposal
from kb.conversations import find_conversation
from kb.conversations.belonging import join_member
from kb.members.member import Member
from kb.tickets import Ticket, take
from kb.tickets.consult import consult


@dataclass(frozen=True, slots=True)
class Caller:
    """`member`: None for somebody the club does not know; `ask`: what the supervisors are asked
    at once, empty where nobody is."""

    member: Member | None = None
    ask: str = ""


def take_call(
    session: Session, call: Call, proposal: Proposal, caller: Caller, *, by: int, now: datetime
) -> Ticket:
    """A spoken question that waits for an answer. Who asks for advice on it has taken it."""
    ticket = open_by_hand(session, call, proposal, by=by, now=now).ticket
    if caller.member is not None:
        talk = find_conversation(session, ticket.conversation_id)
        join_member(session, talk, caller.member, by=by, now=now)
    if caller.ask:
        take(session, ticket, by=by, now=now)
        consult(session, ticket, caller.ask, by=by, now=now)
    return ticket
