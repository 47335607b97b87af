"""What entries are asked for: counted from what was decided, never kept as numbers of their own."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.conversations import Message, Outcome, Verdict
from kb.terms import DecisionKind
from kb.text import Analyzer

MOST_LOOKED_AT = 2000
"""the newest outcomes of an entry that words and losses are read from"""
MOST_WORDS = 12
MOST_LOST = 10
NEAR = 0.3
"""confidence from which an entry lost a question that another answered"""


@dataclass(frozen=True, slots=True)
class Lost:
    """A question near this entry that another one answered."""

    question: str
    to: str
    confidence: float
    count: int


@dataclass(frozen=True, slots=True)
class Usage:
    """`asked`: it was answered, offered or came nearest; `answered` counts answers given, `helpful`
    and `unhelpful` what members said of them."""

    asked: int
    answered: int
    helpful: int
    unhelpful: int
    last_at: datetime | None
    words: tuple[tuple[str, int], ...]
    lost: tuple[Lost, ...]


def usage_of(session: Session, entry_id: str, analyzer: Analyzer) -> Usage:
    rows = _rows(session, entry_id)
    told = [row for row in rows if entry_id in row.entry_ids]
    answered = [row for row in told if row.decision is DecisionKind.ANSWER]
    nearest = [row for row in rows if row.candidates and row.candidates[0]["id"] == entry_id]
    asked = {row.id for row in (*told, *nearest)}
    return Usage(
        asked=len(asked),
        answered=len(answered),
        helpful=sum(row.helpful is True for row in answered),
        unhelpful=sum(row.helpful is False for row in answered),
        last_at=max((row.at for row in rows if row.id in asked), default=None),
        words=_words([row.text for row in told], analyzer),
        lost=_lost(rows, entry_id),
    )


def answers_by_entry(session: Session, since: datetime | None = None) -> dict[str, int]:
    """How often each entry was part of an answer, also as one of several asked back."""
    chosen = (DecisionKind.ANSWER, DecisionKind.CLARIFY)
    grouped = select(_as_text(Outcome.entry_ids), func.count(), func.min(Outcome.id))
    grouped = grouped.where(Outcome.decision.in_(chosen)).group_by(_as_text(Outcome.entry_ids))
    if since is not None:
        grouped = grouped.where(Outcome.at >= since)
    counted: Counter[str] = Counter()
    samples = [(count, sample) for _, count, sample in session.execute(grouped)]
    lists = _entry_ids(session, [sample for _, sample in samples])
    for count, sample in samples:
        for entry_id in lists[sample]:
            counted[entry_id] += count
    return dict(counted)


def hot_entries(
    session: Session, since: datetime, *, least: int, among: Collection[str] | None = None
) -> list[str]:
    """The most answered first, of those answered at least so often."""
    counted = answers_by_entry(session, since)
    hot = [key for key, count in counted.items() if count >= least]
    hot = [key for key in hot if among is None or key in among]
    return sorted(hot, key=lambda key: (-counted[key], key))


def _rows(session: Session, entry_id: str) -> Sequence[Any]:
    found = (
        select(
            Outcome.id,
            Outcome.at,
            Outcome.decision,
            Outcome.entry_ids,
            Outcome.candidates,
            Message.text,
            Verdict.helpful,
        )
        .join(Message, Message.id == Outcome.message_id)
        .join(Verdict, Verdict.outcome_id == Outcome.id, isouter=True)
        .where(_names(Outcome.entry_ids, entry_id) | _names(Outcome.candidates, entry_id))
        .order_by(Outcome.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return session.execute(found).all()


def _names(column: InstrumentedAttribute[Any], entry_id: str) -> ColumnElement[bool]:
    """The document holds the id, in quotes as JSON has it. An id may come in another place of a
    document than an id: whoever reads the rows looks again."""
    return _as_text(column).contains(f'"{entry_id}"', autoescape=True)


def _as_text(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    return cast(column, String)


def _entry_ids(session: Session, outcome_ids: Sequence[int]) -> dict[int, list[str]]:
    found = select(Outcome.id, Outcome.entry_ids).where(Outcome.id.in_(outcome_ids))
    return dict(session.execute(found).all())


def _words(texts: Sequence[str], analyzer: Analyzer) -> tuple[tuple[str, int], ...]:
    counted: Counter[str] = Counter()
    for text in texts:
        words = set(analyzer.analyze(text).words)
        counted.update(word for word in words if len(word) > 1 and not analyzer.is_plain(word))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ordered[:MOST_WORDS])


def _lost(rows: Sequence[Any], entry_id: str) -> tuple[Lost, ...]:
    found: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row.decision is not DecisionKind.ANSWER or entry_id in row.entry_ids:
            continue
        own = [each["confidence"] for each in row.candidates if each["id"] == entry_id]
        if own and own[0] >= NEAR:
            found.setdefault((row.text, row.entry_ids[0]), []).append(own[0])
    lost = [Lost(text, to, max(sure), len(sure)) for (text, to), sure in found.items()]
    return tuple(sorted(lost, key=lambda e: (-e.count, -e.confidence, e.question))[:MOST_LOST])
