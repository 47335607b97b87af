from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.alert_supervisors import alert_supervisors
from kb.acts.correct_triage import correct_triage
from kb.acts.triage_words import Proposal
from kb.conversations import Author, open_conversation, say
from kb.knowledge import usual_department
from kb.policy import current
from kb.terms import Category, Channel, Level, Reason
from kb.text import clean
from kb.text.field import require_text
from kb.tickets import Ticket, open_ticket
from kb.tickets.intake import Intake


@dataclass(frozen=True, slots=True)
class Call:
    """What a colleague wrote down. `because`: why level or category differ from the proposal."""

    channel: Channel
    question: str
    level: Level
    category: Category
    member_name: str = ""
    member_phone: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """`token` opens the conversation; it is kept nowhere and can be given to the member."""

    ticket: Ticket
    token: str


def open_by_hand(
    session: Session, call: Call, proposal: Proposal, *, by: int, now: datetime
) -> Opened:
    """Opened as triage proposes; where the colleague knows better, that is a correction."""
    question, name = (
        require_text(call.question, "question", "会员的问题"),
        clean(call.member_name) or None,
    )
    talk, token = open_conversation(session, call.channel, by=by, member_name=name, now=now)
    message = say(session, talk, Author.MEMBER, question, now=now)
    ticket = open_ticket(
        session, talk.id, question,
        level=proposal.level, category=proposal.category, reason=Reason.ASKED_FOR_PERSON,
        policy=current(session).service, now=now, by=by,
        department=usual_department(proposal.category) if proposal.level > Level.ONE else None,
        message_id=message.id,
    )  # fmt: skip
    session.add(
        Intake(
            ticket_number=ticket.number, member_name=name,
            member_phone=clean(call.member_phone) or None,
            proposed_level=proposal.level, proposed_category=proposal.category,
            because=list(proposal.because), by_id=by, at=now,
        )
    )  # fmt: skip
    session.flush()
    if (call.level, call.category) != (proposal.level, proposal.category):
        correct_triage(
            session, ticket.number, call.level, call.category, call.because, by=by, now=now
        )
    else:
        alert_supervisors(session, ticket, by=by, now=now)
    return Opened(ticket, token)
