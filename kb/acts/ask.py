from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.acts.hand_over import hand_over
from kb.acts.reopen_ticket import reopen_unsolved
from kb.answering.assistant import Assistant
from kb.answering.decision import Decision, Option
from kb.answering.telling import tell_handover, tell_options
from kb.clock import monotonic
from kb.conversations import (
    Author,
    Conversation,
    Message,
    Outcome,
    after,
    outcome_of,
    record_outcome,
    say,
)
from kb.deadlines import calendar_of, next_opening
from kb.policy import Policies, current
from kb.terms import DecisionKind, Reason
from kb.tickets import Ticket, ticket_from

__all__ = ["Asked", "Assistant", "ask"]

REMEMBERED = 3
"""how many of a member's earlier messages a follow-up may refer to"""


@dataclass(frozen=True)
class Asked:
    """`decision` is None when the message had been sent before: what was then decided stands."""

    message: Message
    outcome: Outcome
    text: str
    decision: Decision | None
    ticket: Ticket | None


def ask(
    session: Session,
    assistant: Assistant,
    conversation: Conversation,
    text: str,
    *,
    key: str | None = None,
    now: datetime,
) -> Asked:
    """A member's question, the answer or hand-over, and the record of both. One sent twice under
    the same key is answered once."""
    message = say(session, conversation, Author.MEMBER, text, now=now, key=key)
    known = outcome_of(session, message)
    if known is not None:
        return _as_before(session, message, known)
    began = monotonic()
    decision = _judge(session, assistant, conversation, message, now)
    took_ms = 1000 * (monotonic() - began)
    policies = current(session)
    ticket = _hand_over(session, conversation, message, decision, policies=policies, now=now)
    said = _tell(session, decision, ticket, policies, now)
    reply = say(session, conversation, Author.ASSISTANT, said, now=now)
    outcome = record_outcome(
        session,
        message,
        reply=reply,
        now=now,
        decision=decision.kind,
        reason=decision.reason,
        level=decision.level,
        category=decision.category,
        entry_ids=[each.id for each in decision.entries],
        candidates=_rows(decision.candidates),
        explanation=decision.explanation,
        knowledge_number=assistant.snapshot().number,
        policy_version=policies.version,
        took_ms=took_ms,
    )
    return Asked(message, outcome, said, decision, ticket)


def _as_before(session: Session, message: Message, outcome: Outcome) -> Asked:
    reply = session.get(Message, outcome.reply_id) if outcome.reply_id else None
    said = reply.text if reply else ""
    return Asked(message, outcome, said, None, ticket_from(session, message.id))


def _said_before(session: Session, conversation: Conversation, message: Message) -> list[str]:
    earlier = after(session, conversation, max(0, message.position - 1 - 3 * REMEMBERED))
    said = [each.text for each in earlier if each.author is Author.MEMBER and each != message]
    return said[-REMEMBERED:]


def _hand_over(
    session: Session,
    conversation: Conversation,
    message: Message,
    decision: Decision,
    *,
    policies: Policies,
    now: datetime,
) -> Ticket | None:
    if decision.kind is not DecisionKind.HANDOFF:
        return None
    return hand_over(session, conversation, message, decision, policy=policies.service, now=now)


def _tell(
    session: Session,
    decision: Decision,
    ticket: Ticket | None,
    policies: Policies,
    now: datetime,
) -> str:
    if ticket is not None:
        opening = next_opening(now, calendar_of(session, policies.service.hours))
        return tell_handover(ticket.number, ticket.level, ticket.due_at, opening, now)
    if decision.kind is DecisionKind.CLARIFY:
        return tell_options(decision.entries)
    return decision.text


def _judge(
    session: Session,
    assistant: Assistant,
    conversation: Conversation,
    message: Message,
    now: datetime,
) -> Decision:
    """Who says that it is not solved after all goes on with the ticket they had: it is opened
    again, and so is the one that waits."""
    before = _said_before(session, conversation, message)
    decision = assistant.consider(message.text, before=before, now=now)
    if not reopen_unsolved(session, conversation, message.text, decision.level, now=now):
        return decision
    return replace(
        decision,
        kind=DecisionKind.HANDOFF,
        entries=(),
        reason=Reason.ASKED_FOR_PERSON,
        explanation="会员说上次的问题没有解决，原来的工单重新打开。",
    )


def _rows(options: Sequence[Option]) -> list[dict[str, Any]]:
    return [
        {"id": each.id, "question": each.question, "confidence": each.confidence}
        for each in options
    ]
