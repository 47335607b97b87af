"""What members ask for most these days, counted from what was decided."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.conversations import Outcome
from kb.terms import DecisionKind

SHORT, LONG = timedelta(days=7), timedelta(days=30)
STEADY = 0.25
"""a share more or less than the week before that is no trend"""


@dataclass(frozen=True, slots=True)
class Counts:
    """`asked`: it was answered, offered or came nearest. `handed_over`: it came nearest, and a
    person answered."""

    asked: int = 0
    answered: int = 0
    handed_over: int = 0


@dataclass(frozen=True, slots=True)
class Hot:
    entry_id: str
    week: Counts
    month: Counts
    week_before: int
    """how often it was asked in the seven days before the last seven"""

    @property
    def trend(self) -> int:
        """1 rising, -1 falling, 0 neither."""
        moved = self.week.asked - self.week_before
        if abs(moved) <= STEADY * max(self.week_before, 4):
            return 0
        return 1 if moved > 0 else -1


def hot_questions(session: Session, *, now: datetime) -> list[Hot]:
    """Every entry that was asked for within thirty days, most asked in seven days first."""
    rows = _rows(session, now - LONG)
    week = _counted(row for row in rows if row.at > now - SHORT)
    month = _counted(rows)
    before = _counted(row for row in rows if now - 2 * SHORT < row.at <= now - SHORT)
    found = [
        Hot(key, week.get(key, Counts()), counts, before.get(key, Counts()).asked)
        for key, counts in month.items()
    ]
    return sorted(found, key=lambda each: (-each.week.asked, -each.month.asked, each.entry_id))


def _rows(session: Session, since: datetime) -> Sequence[Any]:
    wanted = select(Outcome.at, Outcome.decision, Outcome.entry_ids, Outcome.candidates)
    return session.execute(wanted.where(Outcome.at > since)).all()


def _counted(rows: Iterable[Any]) -> dict[str, Counts]:
    asked: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    handed: Counter[str] = Counter()
    for row in rows:
        nearest = row.candidates[0]["id"] if row.candidates else None
        asked.update({*row.entry_ids, *([nearest] if nearest else [])})
        if row.decision is DecisionKind.ANSWER:
            answered.update(set(row.entry_ids))
        elif row.decision is DecisionKind.HANDOFF and nearest:
            handed[nearest] += 1
    return {key: Counts(count, answered[key], handed[key]) for key, count in asked.items()}
