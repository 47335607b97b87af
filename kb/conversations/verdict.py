"""What the member says of an answer: did it help, and if not, why."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.conversations.conversation import Conversation
from kb.conversations.outcome import Outcome, outcome_in
from kb.db import Base
from kb.errors import BadInput
from kb.history import record
from kb.terms import LabelledEnum


class VerdictReason(LabelledEnum):
    WRONG = "wrong", "内容不对"
    OUTDATED = "outdated", "已经过时"
    INCOMPLETE = "incomplete", "不够完整"
    NOT_ASKED = "not_asked", "答非所问"


class Verdict(Base):
    """The latest word on an outcome; the earlier ones stay in the history."""

    __tablename__ = "verdicts"
    __table_args__ = (
        CheckConstraint("NOT helpful OR reason IS NULL", name="helpful_needs_no_reason"),
    )

    outcome_id: Mapped[int] = mapped_column(ForeignKey(Outcome.id), primary_key=True)
    helpful: Mapped[bool]
    reason: Mapped[VerdictReason | None]
    at: Mapped[datetime]


def give_verdict(
    session: Session,
    conversation: Conversation,
    outcome_id: int,
    helpful: bool,
    reason: VerdictReason | None = None,
    *,
    now: datetime,
) -> Verdict:
    """A second verdict on the same answer takes the place of the first."""
    if helpful and reason is not None:
        raise BadInput("有帮助的回答不需要原因。", field="reason", code="needless_reason")
    outcome = outcome_in(session, conversation.id, outcome_id)
    verdict = verdict_on(session, outcome)
    before = {"helpful": verdict.helpful, "reason": verdict.reason} if verdict else None
    if verdict is None:
        verdict = Verdict(outcome_id=outcome.id)
        session.add(verdict)
    verdict.helpful, verdict.reason, verdict.at = helpful, reason, now
    session.flush()
    record(
        session, "judged", "message", outcome.message_id, by=None, now=now,
        helpful=helpful, reason=reason, before=before,
    )  # fmt: skip
    return verdict


def verdict_on(session: Session, outcome: Outcome) -> Verdict | None:
    return session.scalar(
        select(Verdict)
        .where(Verdict.outcome_id == outcome.id)
        .execution_options(populate_existing=True)
    )
