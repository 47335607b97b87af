from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.hand_over import hand_over, rows, settle_beginnings, ticket_told
from kb.acts.understand import Understood, understand
from kb.acts.wait_for_person import outlook, wait_of
from kb.answering.assistant import Assistant
from kb.answering.decision import Decision
from kb.answering.telling import tell_handover, tell_options, tell_usual
from kb.clock import monotonic
from kb.conversations import (
    Author,
    Conversation,
    Message,
    Outcome,
    outcome_of,
    record_outcome,
    say,
)
from kb.knowledge import latest_number
from kb.policy import Policies, current
from kb.terms import DecisionKind
from kb.tickets import Ticket

__all__ = ["Asked", "Assistant", "ask", "wish_for_person"]


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
    entry: str | None = None,
    adapt: Callable[[Understood], Understood] | None = None,
    now: datetime,
) -> Asked:
    """A member's question, the answer or hand-over, and the record of both. One sent twice under
    the same key is answered once. `entry`: they chose it among questions they were offered, and
    ask what it asks; where it may be shown no more, what they typed is looked at. `adapt`: what the
    channel makes of what was understood."""
    assistant = assistant.still(latest_number(session))
    chosen = assistant.chosen(entry, now=now) if entry else None
    said = chosen.entries[0].question if chosen else text
    message = say(session, conversation, Author.MEMBER, said, now=now, key=key)
    known = outcome_of(session, message)
    if known is not None:
        return _as_before(session, message, known)
    policies = current(session)
    began = monotonic()
    understood = Understood(chosen) if chosen else understand(
        session, assistant, conversation, message,
        one_question=policies.service.one_question, now=now,
    )  # fmt: skip
    if adapt is not None:
        understood = adapt(understood)
    ahead_ms = assistant.ahead.took_ms if assistant.ahead else 0
    took_ms = ahead_ms + 1000 * (monotonic() - began)
    ticket = _follow(session, conversation, message, understood, policies=policies, now=now)
    reply = _reply(session, conversation, understood.decision, ticket, now)
    outcome = _record(
        session, message, understood, reply=reply, now=now, took_ms=took_ms,
        knowledge_number=assistant.snapshot().number, policy_version=policies.version,
    )  # fmt: skip
    return Asked(message, outcome, reply.text, understood.decision, ticket)


def wish_for_person(text: str) -> str:
    """What a member says who wants a person, with or without words of their own."""
    return f"转人工：{text}" if text else "转人工"


def _as_before(session: Session, message: Message, outcome: Outcome) -> Asked:
    reply = session.get(Message, outcome.reply_id) if outcome.reply_id else None
    handed = outcome.decision is DecisionKind.HANDOFF
    ticket = ticket_told(session, message) if handed else None
    return Asked(message, outcome, reply.text if reply else "", None, ticket)


def _record(
    session: Session,
    message: Message,
    understood: Understood,
    *,
    reply: Message,
    now: datetime,
    took_ms: float,
    knowledge_number: int,
    policy_version: int,
) -> Outcome:
    decision = understood.decision
    return record_outcome(
        session,
        message,
        reply=reply,
        now=now,
        decision=decision.kind,
        reason=decision.reason,
        level=decision.level,
        category=decision.category,
        entry_ids=[each.id for each in decision.entries],
        candidates=rows(decision.candidates),
        explanation=decision.explanation,
        knowledge_number=knowledge_number,
        policy_version=policy_version,
        took_ms=took_ms,
        joined=understood.joined,
    )


def _follow(
    session: Session,
    conversation: Conversation,
    message: Message,
    understood: Understood,
    *,
    policies: Policies,
    now: datetime,
) -> Ticket | None:
    """What follows beside the answer: a ticket, or one that is needed no more."""
    if understood.decision.kind is DecisionKind.HANDOFF:
        return hand_over(
            session, conversation, message, understood, policy=policies.service, now=now
        )
    settle_beginnings(session, conversation, message, understood, now=now)
    return None


def _reply(
    session: Session,
    conversation: Conversation,
    decision: Decision,
    ticket: Ticket | None,
    now: datetime,
) -> Message:
    told = _tell(session, decision, ticket, now)
    return say(session, conversation, Author.ASSISTANT, told, now=now)


def _tell(session: Session, decision: Decision, ticket: Ticket | None, now: datetime) -> str:
    if ticket is not None:
        wait = wait_of(session, outlook(session, now), ticket, now)
        usual = tell_usual(wait.queue, wait.minutes, due=ticket.due_at, now=now)
        opening = wait.opens_at or now
        return tell_handover(
            ticket.number, ticket.level, due=ticket.due_at, opening=opening, now=now, usual=usual
        )
    if decision.kind is DecisionKind.CLARIFY:
        return tell_options(decision.entries)
    return decision.text
