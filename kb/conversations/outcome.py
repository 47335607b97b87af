"""What the assistant decided on a member's message, and on which evidence."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.conversations.message import Message
from kb.db import Base
from kb.errors import NotFound
from kb.history import record
from kb.terms import Category, DecisionKind, Level, Reason


class Outcome(Base):
    """One for each member message that was answered; `reply_id` is the assistant's message.
    `joined`: the whole question, where it leaned on what was said before or came in several
    messages of which this is the last."""

    __tablename__ = "outcomes"
    __table_args__ = (
        CheckConstraint("decision <> 'handoff' OR reason IS NOT NULL", name="handoff_why"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey(Message.id), unique=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey(Message.id), unique=True)
    at: Mapped[datetime]
    decision: Mapped[DecisionKind]
    reason: Mapped[Reason | None]
    level: Mapped[Level]
    category: Mapped[Category]
    entry_ids: Mapped[list[str]]
    candidates: Mapped[list[dict[str, Any]]]
    explanation: Mapped[str] = mapped_column(Text)
    knowledge_number: Mapped[int]
    policy_version: Mapped[int]
    took_ms: Mapped[float]
    joined: Mapped[str | None] = mapped_column(Text)


def record_outcome(
    session: Session,
    message: Message,
    *,
    now: datetime,
    decision: DecisionKind,
    level: Level,
    category: Category,
    explanation: str,
    knowledge_number: int,
    policy_version: int,
    took_ms: float,
    reason: Reason | None = None,
    entry_ids: Sequence[str] = (),
    candidates: Sequence[dict[str, Any]] = (),
    reply: Message | None = None,
    joined: str | None = None,
) -> Outcome:
    outcome = Outcome(
        message_id=message.id, reply_id=reply.id if reply else None, at=now,
        decision=decision, reason=reason, level=level, category=category,
        entry_ids=list(entry_ids),
        candidates=list(candidates),
        explanation=explanation,
        knowledge_number=knowledge_number,
        policy_version=policy_version,
        took_ms=took_ms,
        joined=joined,
    )  # fmt: skip
    session.add(outcome)
    session.flush()
    record(
        session, "decided", "message", message.id, by=None, now=now,
        decision=decision, reason=reason, level=level, category=category,
        entries=list(entry_ids), knowledge=knowledge_number, policy=policy_version,
    )  # fmt: skip
    return outcome


def outcome_of(session: Session, message: Message) -> Outcome | None:
    """By the member's message or by the assistant's reply to it."""
    found = select(Outcome).where(
        (Outcome.message_id == message.id) | (Outcome.reply_id == message.id)
    )
    return session.scalar(found)


def outcomes_on(session: Session, message_ids: Sequence[int]) -> dict[int, Outcome]:
    """By the member's message."""
    if not message_ids:
        return {}
    found = select(Outcome).where(Outcome.message_id.in_(message_ids))
    return {each.message_id: each for each in session.scalars(found)}


def outcome_in(session: Session, conversation_id: int, outcome_id: int) -> Outcome:
    """NotFound also for an outcome of somebody else's conversation."""
    found = session.scalar(
        select(Outcome)
        .join(Message, Message.id == Outcome.message_id)
        .where(Outcome.id == outcome_id, Message.conversation_id == conversation_id)
    )
    if found is None:
        raise NotFound("这个对话里没有这条回答。")
    return found
