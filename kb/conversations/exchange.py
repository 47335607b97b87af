"""What was asked and what became of it, for a whole conversation in one look."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.conversations.conversation import Conversation
from kb.conversations.message import Message
from kb.conversations.outcome import Outcome
from kb.conversations.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Exchange:
    """`said`: the member's message; of one question in several messages the last."""

    said: Message
    outcome: Outcome
    verdict: Verdict | None

    @property
    def asked(self) -> str:
        """The question as it was understood."""
        return self.outcome.joined or self.said.text


def exchanges(session: Session, conversation: Conversation) -> list[Exchange]:
    """Oldest first."""
    found = (
        select(Message, Outcome, Verdict)
        .join(Outcome, Outcome.message_id == Message.id)
        .outerjoin(Verdict, Verdict.outcome_id == Outcome.id)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.position)
        .execution_options(populate_existing=True)
    )
    return [Exchange(*row) for row in session.execute(found)]


def verdicts_so_far(session: Session, conversation: Conversation) -> tuple[int, datetime | None]:
    """How many, and when the last was given: another pair once one was given or changed."""
    found = (
        select(func.count(), func.max(Verdict.at))
        .join(Outcome, Outcome.id == Verdict.outcome_id)
        .join(Message, Message.id == Outcome.message_id)
        .where(Message.conversation_id == conversation.id)
    )
    count, last = session.execute(found).one()
    return count, last
