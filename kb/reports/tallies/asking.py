"""Sums over days, with what has not been counted yet."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.period import Period, first_day, last_day
from kb.reports.tallies.cell import Amounts, Cell, Measured
from kb.reports.tallies.streams import STREAMS
from kb.reports.tallies.tables import DailyTally, TallyMark
from kb.terms import Category, Channel, Level

MOST_UNCOUNTED = 5000
"""rows that are counted while somebody waits for the page"""


@dataclass(frozen=True, slots=True)
class Scope:
    category: Category | None = None
    channel: Channel | None = None
    level: Level | None = None

    @property
    def wanted(self) -> dict[str, Any]:
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in found.items() if value is not None}


class Tallies:
    """As of one moment: the same answer however often it is asked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[Any, Counter[tuple[Any, ...]]] = {}

    def sums(
        self,
        span: Period,
        measures: Collection[Measured],
        *by: str,
        scope: Scope | None = None,
    ) -> Counter[tuple[Any, ...]]:
        """By the fields of `Cell` that are named, in that order."""
        asked = (span.key, frozenset(measures), by, scope or Scope())
        if asked not in self._known:
            self._known[asked] = self._sums(span, measures, by, asked[-1].wanted)
        return self._known[asked].copy()

    def _sums(
        self,
        span: Period,
        measures: Collection[Measured],
        by: tuple[str, ...],
        wanted: dict[str, Any],
    ) -> Counter[tuple[Any, ...]]:
        first, last = first_day(span), last_day(span)
        columns = [getattr(DailyTally, each) for each in by]
        found = (
            select(*columns, func.sum(DailyTally.amount))
            .where(DailyTally.measure.in_(sorted(measures)))
            .where(DailyTally.day >= first, DailyTally.day <= last)
            .where(*(getattr(DailyTally, name) == value for name, value in wanted.items()))
            .group_by(*columns)
        )
        sums: Counter[tuple[Any, ...]] = Counter()
        for *key, amount in self._session.execute(found):
            if amount:
                sums[tuple(key)] += int(amount)
        for cell, amount in self._uncounted.items():
            if cell.measure in measures and first <= cell.day <= last and _fits(cell, wanted):
                sums[tuple(getattr(cell, each) for each in by)] += amount
        return sums

    @cached_property
    def is_behind(self) -> bool:
        """So much has happened since that a page cannot wait for it: it tells how far it is."""
        return any(newest - settled > MOST_UNCOUNTED for settled, newest in self._marks.values())

    @cached_property
    def first_day(self) -> date | None:
        """Of anything that was counted."""
        return self._session.scalar(select(func.min(DailyTally.day)))

    @cached_property
    def _uncounted(self) -> Amounts:
        added: Amounts = Counter()
        for stream in STREAMS:
            settled, newest = self._marks[stream.name]
            if settled < newest:
                upto = min(newest, settled + MOST_UNCOUNTED)
                added.update(stream.change(self._session, settled, upto))
        return added

    @cached_property
    def _marks(self) -> dict[str, tuple[int, int]]:
        """settled, newest"""
        settled = dict(self._session.execute(select(TallyMark.stream, TallyMark.settled)).all())
        return {each.name: (settled[each.name], each.newest(self._session)) for each in STREAMS}


def _fits(cell: Cell, wanted: dict[str, Any]) -> bool:
    return all(getattr(cell, name) == value for name, value in wanted.items())
