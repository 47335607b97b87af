from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.conversations import (
    Author,
    Conversation,
    Outcome,
    VerdictReason,
    after,
    give_verdict,
    open_conversation,
    outcome_of,
    record_outcome,
    say,
    verdict_on,
)
from kb.db import Database
from kb.errors import BadInput, NotFound
from kb.history import events_of
from kb.terms import Category, DecisionKind, Level
from world import AFTERNOON, NOON


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.writing() as opened:
        yield opened


def answered(session: Session) -> tuple[Conversation, Outcome]:
    conversation, _ = open_conversation(session, now=NOON)
    asked = say(session, conversation, Author.MEMBER, "停车收费吗", now=NOON)
    told = say(session, conversation, Author.ASSISTANT, "停车免费。", now=NOON)
    outcome = record_outcome(
        session,
        asked,
        now=NOON,
        decision=DecisionKind.ANSWER,
        level=Level.ONE,
        category=Category.OTHER,
        explanation="问法与条目一致",
        knowledge_number=5,
        policy_version=1,
        took_ms=3.5,
        entry_ids=["parking"],
        candidates=[{"id": "parking", "confidence": 0.97}],
        reply=told,
    )
    return conversation, outcome


def test_an_outcome_is_found_by_the_question_and_by_the_answer(session: Session) -> None:
    conversation, outcome = answered(session)
    assert (outcome.level, outcome.entry_ids) == (Level.ONE, ["parking"])
    later = say(session, conversation, Author.MEMBER, "谢谢", now=AFTERNOON)
    assert outcome_of(session, later) is None
    for message in after(session, conversation)[:2]:
        assert outcome_of(session, message) is outcome


def test_a_verdict_says_whether_it_helped_and_why_not(session: Session) -> None:
    conversation, outcome = answered(session)
    give_verdict(session, conversation, outcome.id, False, VerdictReason.OUTDATED, now=NOON)
    verdict = verdict_on(session, outcome)
    assert verdict is not None
    assert (verdict.helpful, verdict.reason) == (False, VerdictReason.OUTDATED)


def test_a_later_verdict_counts_and_history_keeps_both(session: Session) -> None:
    conversation, outcome = answered(session)
    give_verdict(session, conversation, outcome.id, False, VerdictReason.WRONG, now=NOON)
    give_verdict(session, conversation, outcome.id, True, now=AFTERNOON)
    verdict = verdict_on(session, outcome)
    assert verdict is not None
    assert (verdict.helpful, verdict.reason, verdict.at) == (True, None, AFTERNOON)
    judged = [e for e in events_of(session, "message", outcome.message_id) if e.verb == "judged"]
    assert [each.details["helpful"] for each in judged] == [False, True]
    assert judged[1].details["before"] == {"helpful": False, "reason": "wrong"}


def test_a_verdict_on_somebody_else_s_answer_is_not_found(session: Session) -> None:
    _, outcome = answered(session)
    stranger, _ = open_conversation(session, now=NOON)
    with pytest.raises(NotFound):
        give_verdict(session, stranger, outcome.id, True, now=NOON)


def test_a_helpful_answer_takes_no_reason(session: Session) -> None:
    conversation, outcome = answered(session)
    with pytest.raises(BadInput):
        give_verdict(session, conversation, outcome.id, True, VerdictReason.WRONG, now=NOON)
