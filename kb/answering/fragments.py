"""One question in several short messages: 你好 / 羽毛球 / 多少钱.

Each message is answered when it comes; the next one is read together with those before it where
that reading is the better one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.answering.decision import Decision
from kb.answering.followup import SHORT, leans, topics_of
from kb.terms import DecisionKind, Reason
from kb.text import Analyzer, Query

LONGEST = 12
"""characters; who writes more at once says it whole"""
MOST = 6
WORTH = {
    DecisionKind.SMALLTALK: 0,
    DecisionKind.HANDOFF: 1,
    DecisionKind.CLARIFY: 2,
    DecisionKind.ANSWER: 3,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """An earlier message of the member's and what was decided on it."""

    id: int
    text: str
    at: datetime
    kind: DecisionKind
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Joint:
    """`completes`: each says what the other lacks (what it is about, what is asked of it), so the
    last alone would be another question."""

    text: str
    completes: bool


def beginnings(said: Sequence[Piece], now: datetime, within: timedelta) -> list[Piece]:
    """Those of the earlier messages, oldest first, that a message of now may go on with. What was
    answered, or asked for a person, is no beginning; courtesies belong to no question."""
    found: list[Piece] = []
    for piece in reversed(said):
        if now - piece.at > within or len(piece.text) > LONGEST:
            break
        now = piece.at
        if piece.kind is DecisionKind.SMALLTALK:
            continue
        settled = piece.kind is DecisionKind.ANSWER or piece.reason is Reason.ASKED_FOR_PERSON
        if settled or len(found) == MOST:
            break
        found.insert(0, piece)
    return found


def joint_reading(pieces: Sequence[Piece], query: Query, analyzer: Analyzer) -> Joint | None:
    """None where the last message is a question of its own: it says by its form what it leans on,
    or speaks of, or asks for, something else than those before it."""
    if not pieces or len(query.raw) > LONGEST or len(query.words) > SHORT or leans(query):
        return None
    before = [analyzer.analyze(each.text) for each in pieces]
    topics = frozenset().union(*(topics_of(each, analyzer) for each in before))
    asks = frozenset().union(*(each.asks for each in before))
    mine = topics_of(query, analyzer)
    if (mine and topics) or (query.asks and asks):
        return None
    text = " ".join((*(each.text for each in pieces), query.raw))
    # What they speak of may be a thing that no lexicon knows.
    spoken_of = topics or (not asks and any(each.words for each in before))
    lacks_topic = bool(query.asks and not mine and spoken_of)
    lacks_ask = bool(mine and not query.asks and asks)
    return Joint(text, lacks_topic or lacks_ask)


def is_better(joint: Decision, alone: Decision, *, completes: bool) -> bool:
    """Harm and the wish for a person are never read away. Of two that go to a person the fuller
    one is the better."""
    if joint.level is not alone.level:
        return joint.level > alone.level
    if alone.reason is Reason.ASKED_FOR_PERSON:
        return False
    if completes or alone.kind is joint.kind is DecisionKind.HANDOFF:
        return True
    if alone.kind is joint.kind is DecisionKind.ANSWER:
        return {each.id for each in alone.entries} == {each.id for each in joint.entries}
    return WORTH[joint.kind] > WORTH[alone.kind]
