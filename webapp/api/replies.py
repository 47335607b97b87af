"""What became of a question, as the API says it; also when the question had come before."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.ask import Asked, wish_for_person
from kb.answering.decision import Option
from kb.conversations import Conversation, Outcome
from kb.knowledge import find_revision, publications
from webapp.api.contract import (
    AnsweredEntry,
    Candidate,
    ConversationRef,
    NewMessage,
    Question,
    ReplyBody,
)
from webapp.api.turns import TurnBody
from webapp.member.forms import Sent
from webapp.member.speaking import said
from webapp.member.transcript import turns
from webapp.services import reading, services


def sent_by(body: Question | NewMessage) -> Sent:
    text = body.question if isinstance(body, Question) else body.text
    if body.person:
        return Sent(wish_for_person(text), body.key)
    return Sent(text, body.key, body.entry)


def reply_body(
    asked: Asked, talk: Conversation, *, token: str | None = None, now: datetime
) -> ReplyBody:
    """`token`: where the conversation was opened by this question."""
    with reading() as session:
        since = asked.message.position - 1
        shown = turns(session, talk, services().assistant, now=now, position=since)
        conversation = ConversationRef(id=talk.id, token=token)
        return _told(session, asked, conversation, [TurnBody.of(each) for each in shown])


def _told(
    session: Session, asked: Asked, conversation: ConversationRef, messages: list[TurnBody]
) -> ReplyBody:
    if asked.decision is not None:
        return ReplyBody.of(
            asked.message.text,
            asked.decision,
            text=said(asked.outcome.decision, asked.text),
            ticket=asked.ticket.number if asked.ticket else None,
            conversation=conversation,
            messages=messages,
        )
    outcome = asked.outcome
    return ReplyBody(
        question=asked.message.text,
        decision=outcome.decision,
        text=said(asked.outcome.decision, asked.text),
        entries=[AnsweredEntry.of(each) for each in _options(session, outcome)],
        candidates=[Candidate.model_validate(each) for each in outcome.candidates],
        level=outcome.level,
        category=outcome.category,
        reason=outcome.reason,
        explanation=outcome.explanation,
        ticket=asked.ticket.number if asked.ticket else None,
        conversation=conversation,
        messages=messages,
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
