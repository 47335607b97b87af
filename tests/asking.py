"""Questions as members asked them, with what was decided, put straight into the records."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.conversations import (
    Author,
    Conversation,
    Outcome,
    give_verdict,
    open_conversation,
    record_outcome,
    say,
)
from kb.terms import Category, DecisionKind, Level, Reason
from kb.tickets import Ticket, open_ticket
from world import AFTERNOON, SERVICE

QUESTIONS = {
    "badminton-price": "羽毛球怎么收费？",
    "parking": "停车收费吗？",
    "opening-hours": "营业时间是几点到几点？",
    "annual-cards": "现在有哪些年卡？",
}


def answered(
    session: Session,
    question: str,
    entry_id: str,
    *near: str,
    helpful: bool | None = None,
    now: datetime = AFTERNOON,
) -> Outcome:
    """By this entry; `near` are ids that came next."""
    talk, outcome = _decided(
        session, question, DecisionKind.ANSWER, [entry_id], [entry_id, *near], now
    )
    if helpful is not None:
        give_verdict(session, talk, outcome.id, helpful, now=now)
    return outcome


def asked_back(
    session: Session, question: str, *ids: str, chosen: str | None = None, now: datetime = AFTERNOON
) -> Outcome:
    talk, outcome = _decided(session, question, DecisionKind.CLARIFY, list(ids), list(ids), now)
    if chosen is not None:
        say(session, talk, Author.MEMBER, QUESTIONS[chosen], now=now)
    return outcome


def handed_over(
    session: Session,
    question: str,
    *near: str,
    reason: Reason = Reason.NO_KNOWLEDGE,
    level: Level = Level.ONE,
    now: datetime = AFTERNOON,
) -> Ticket:
    talk, outcome = _decided(
        session, question, DecisionKind.HANDOFF, [], list(near), now, reason=reason, level=level
    )
    return open_ticket(
        session, talk.id, question, level=level, category=Category.VENUE, reason=reason,
        policy=SERVICE, now=now, message_id=outcome.message_id,
    )  # fmt: skip


def _decided(
    session: Session,
    question: str,
    decision: DecisionKind,
    entry_ids: list[str],
    candidates: list[str],
    now: datetime,
    *,
    reason: Reason | None = None,
    level: Level = Level.ONE,
) -> tuple[Conversation, Outcome]:
    talk, _ = open_conversation(session, now=now)
    message = say(session, talk, Author.MEMBER, question, now=now)
    reply = say(session, talk, Author.ASSISTANT, "（回答）", now=now)
    outcome = record_outcome(
        session, message, reply=reply, now=now, decision=decision, reason=reason, level=level,
        category=Category.VENUE, explanation="", knowledge_number=1, policy_version=1, took_ms=1,
        entry_ids=entry_ids,
        candidates=[
            {"id": each, "question": QUESTIONS.get(each, each), "confidence": 0.9 - 0.2 * place}
            for place, each in enumerate(candidates)
        ],
    )  # fmt: skip
    return talk, outcome
