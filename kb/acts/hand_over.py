from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.alert_supervisors import alert_supervisors
from kb.answering.decision import Decision
from kb.conversations import Conversation, Message
from kb.knowledge import usual_department
from kb.policy import ServicePolicy
from kb.terms import Level, Reason
from kb.tickets import WAITING, Ticket, open_ticket, tickets_of
from kb.tickets.merge import worked_on_as


def hand_over(
    session: Session,
    conversation: Conversation,
    message: Message,
    decision: Decision,
    *,
    policy: ServicePolicy,
    now: datetime,
) -> Ticket:
    """The ticket under which a person answers. Who merely asks again for a person, while a
    question of theirs waits already, is told the number of that one."""
    if decision.reason is None:
        raise ValueError("only a hand-over opens a ticket")
    if decision.reason is Reason.ASKED_FOR_PERSON:
        waiting = _waiting(session, conversation)
        if waiting is not None:
            return waiting
    ticket = open_ticket(
        session,
        conversation.id,
        message.text,
        level=decision.level,
        category=decision.category,
        reason=decision.reason,
        policy=policy,
        now=now,
        department=usual_department(decision.category) if decision.level > Level.ONE else None,
        candidates=[
            {"id": each.id, "question": each.question, "confidence": each.confidence}
            for each in decision.candidates
        ],
        message_id=message.id,
    )
    alert_supervisors(session, ticket, by=None, now=now)
    return ticket


def _waiting(session: Session, conversation: Conversation) -> Ticket | None:
    """One that went up in another waits as long as that one does."""
    known = tickets_of(session, conversation.id)
    found = [each for each in known if worked_on_as(session, each).state in WAITING]
    return found[-1] if found else None
