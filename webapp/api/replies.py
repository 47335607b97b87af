"""What became of a question, as the API says it; also when the question had come before."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from kb.acts.ask import Asked
from kb.answering.decision import Option
from kb.conversations import Outcome
from kb.knowledge import find_revision, publications
from webapp.api.contract import AnsweredEntry, Candidate, ConversationRef, ReplyBody


def reply_body(session: Session, asked: Asked, conversation: ConversationRef) -> ReplyBody:
    if asked.decision is not None:
        return ReplyBody.of(
            asked.message.text,
            asked.decision,
            text=asked.text,
            ticket=asked.ticket.number if asked.ticket else None,
            conversation=conversation,
        )
    return _as_before(session, asked, conversation)


def _as_before(session: Session, asked: Asked, conversation: ConversationRef) -> ReplyBody:
    outcome = asked.outcome
    return ReplyBody(
        question=asked.message.text,
        decision=outcome.decision,
        text=asked.text,
        entries=[AnsweredEntry.of(each) for each in _options(session, outcome)],
        candidates=[Candidate.model_validate(each) for each in outcome.candidates],
        level=outcome.level,
        category=outcome.category,
        reason=outcome.reason,
        explanation=outcome.explanation,
        ticket=asked.ticket.number if asked.ticket else None,
        conversation=conversation,
    )


def _options(session: Session, outcome: Outcome) -> Iterator[Option]:
    """The entries of the earlier answer, in the words they had then."""
    confidence = {each["id"]: each["confidence"] for each in outcome.candidates}
    for entry_id in outcome.entry_ids:
        then = (
            each.revision
            for each in publications(session, entry_id)
            if each.number <= outcome.knowledge_number
        )
        revision = next(then, None)
        if revision is not None:
            text = find_revision(session, entry_id, revision)
            yield Option(entry_id, text.question, text.answer, confidence.get(entry_id, 0.0))
