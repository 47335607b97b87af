"""What was published of the entries that somebody contributed to: which wordings came back, how
many new ones were added, and when a text had to be looked at again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any, Protocol

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.contributions import Contribution, ContributionKind
from kb.contributions.likeness import alike, pairs
from kb.knowledge import Publication, Revision
from kb.knowledge.light import LightPublication
from kb.knowledge.verification import Verification
from kb.kpi.contributing import Text
from kb.policy.rechecks import Rechecks

NEARLY_EQUAL = 0.9
"""from here on two wordings are one"""
ADDS_WORDINGS = frozenset({ContributionKind.VARIANTS, ContributionKind.GAP_CLOSED})

_BETWEEN = re.compile(r"[\W_]+")


class Accepted(Protocol):
    """What of a contribution has to be known here."""

    id: int
    kind: ContributionKind
    entry: str
    number: int
    at: datetime


@dataclass(frozen=True)
class Published:
    """`rows`: of all publications, by entry and number; `alone`: it was published by one person
    alone, which is no second look at the text."""

    rows: Mapping[str, Sequence[Any]]

    @cached_property
    def told(self) -> tuple[Text, ...]:
        return tuple(each for rows in self.rows.values() for each in _texts(rows))

    def begins(self, entry: str, number: int) -> bool:
        rows = self.rows.get(entry)
        return rows is not None and rows[0].number == number


def read_published(session: Session, end: datetime) -> Published:
    same = and_(Revision.entry_id == Publication.entry_id, Revision.number == Publication.revision)
    found = (
        select(
            Publication.entry_id, Publication.number, Publication.at,
            Revision.question, Revision.variants, Revision.answer, Revision.short, Revision.note,
            Revision.category, Revision.review_on, Revision.valid_until,
            LightPublication.number.label("alone"),
        )
        .join(Revision, same, isouter=True)
        .join(LightPublication, LightPublication.number == Publication.number, isouter=True)
        .where(Publication.at < end, Publication.entry_id.in_(_contributed_to(end)))
        .order_by(Publication.entry_id, Publication.number)
    )  # fmt: skip
    rows: dict[str, list[Any]] = {}
    for row in session.execute(found):
        rows.setdefault(row.entry_id, []).append(row)
    return Published(rows)


def wordings_added(published: Published, acts: Iterable[Accepted]) -> dict[tuple[str, int], int]:
    """By entry and number: how many variants the entry never had before, nearly equal ones once."""
    wanted = {(act.entry, act.number) for act in acts if act.kind in ADDS_WORDINGS}
    added: dict[tuple[str, int], int] = {}
    for entry in sorted({entry for entry, _ in wanted}):
        known = _Known()
        seen: set[str] = set()
        for row in published.rows.get(entry, ()):
            fresh = [each for each in _wordings(row) if each not in seen]
            seen.update(fresh)
            added[entry, row.number] = sum(known.take(pairs(each)) for each in fresh)
    return {key: count for key, count in added.items() if key in wanted}


def due_by_number(
    session: Session, published: Published, rechecks: Rechecks, end: datetime
) -> dict[int, date]:
    """By number of the re-check: on which day the text was due, by what was last done about it."""
    found = (
        select(Verification.entry_id, Verification.number, Verification.next_due)
        .where(Verification.at < end, Verification.entry_id.in_(_contributed_to(end)))
        .order_by(Verification.entry_id, Verification.number)
    )
    due: dict[int, date] = {}
    before: dict[str, tuple[int, date]] = {}
    for entry, number, next_due in session.execute(found):
        told = _due_by_text(published.rows.get(entry, ()), number, rechecks)
        days = [each for each in (told, before.get(entry)) if each is not None]
        if days:
            due[number] = max(days)[1]
        before[entry] = number, next_due
    return due


def _contributed_to(end: datetime) -> Select[str]:
    """By then: what is contributed later must bring no older texts in, or the month has moved."""
    return select(Contribution.entry_id).where(Contribution.at < end)


def _due_by_text(rows: Sequence[Any], number: int, rechecks: Rechecks) -> tuple[int, date] | None:
    last = [row for row in rows if row.number < number and row.answer is not None]
    last = [row for row in last if row.alone is None] or last
    if not last:
        return None
    row = last[-1]
    usual = to_local(row.at).date() + timedelta(days=rechecks.days_of(row.category))
    return row.number, row.review_on or usual


def _texts(rows: Sequence[Any]) -> Iterable[Text]:
    until: datetime | None = None
    for row in rows:
        if row.answer is None:
            expected = until is not None and until <= row.at
            yield Text(row.number, row.entry_id, row.at, None, None, expected)
        else:
            until = row.valid_until
            rest = _mark(row.question, row.short or "", row.note or "")
            yield Text(row.number, row.entry_id, row.at, _mark(row.answer), rest)


def _mark(*parts: str) -> str:
    """The same for texts that differ in punctuation and spaces alone."""
    plain = "\n".join(_BETWEEN.sub("", part).lower() for part in parts)
    return blake2b(plain.encode(), digest_size=8).hexdigest()


def _wordings(row: Any) -> list[str]:
    return [] if row.answer is None else [row.question, *row.variants]


class _Known:
    """Wordings that an entry had, found by the pairs of characters they share."""

    def __init__(self) -> None:
        self._by_pair: dict[str, list[frozenset[str]]] = {}

    def take(self, wording: frozenset[str]) -> bool:
        """False where a nearly equal one is known."""
        if any(alike(wording, each) >= NEARLY_EQUAL for each in self._candidates(wording)):
            return False
        for pair in wording:
            self._by_pair.setdefault(pair, []).append(wording)
        return True

    def _candidates(self, wording: frozenset[str]) -> Iterable[frozenset[str]]:
        """A nearly equal one lacks less than a fifth of the pairs: it has one of these."""
        some = sorted(wording)[: len(wording) // 5 + 1]
        return {each for pair in some for each in self._by_pair.get(pair, ())}
