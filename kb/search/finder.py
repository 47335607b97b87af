"""Entries for a colleague with a member on the telephone: all that fits what is typed so far, each
with why it fits."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Protocol

from kb.knowledge.published import PublishedEntry
from kb.search.document import Document
from kb.search.marking import Pieces, mark, sounding_like, telling
from kb.search.meaning import Meaning
from kb.search.resident import Match, ResidentIndex
from kb.search.suggest import MOST_TYPED
from kb.search.wordings import Way, Written, wordings_of
from kb.terms import Audience, LabelledEnum
from kb.text import Analyzer, Query
from kb.text.sounding import as_typed, in_pinyin

LOOKED_THROUGH = 30
NEAR = 0.91
"""cosine from which an entry is offered for its meaning alone: with the shipped embedder and base
nonsense comes to 0.90"""
SURE = 0.5
"""the share of what was asked, by rarity, that an entry must hold to leave no doubt"""


ANY_QUESTION = "几点开门"


class Why(LabelledEnum):
    LITERAL = "literal", "字面"
    PINYIN = "pinyin", "拼音"
    INITIALS = "initials", "首字母"
    SYNONYM = "synonym", "同义词"
    MEANING = "meaning", "意思"


class Standing(LabelledEnum):
    VALID = "valid", "有效"
    PENDING = "pending", "未生效"
    EXPIRED = "expired", "已过期"


@dataclass(frozen=True, slots=True)
class Hit:
    """`wording`: the one that fits, `share`: how much of what was asked it holds (0–1)."""

    entry: PublishedEntry
    wording: str
    why: Why
    share: float
    standing: Standing
    needles: frozenset[str]

    @property
    def question(self) -> Pieces:
        return mark(self.entry.question, self.needles)

    @property
    def variant(self) -> Pieces:
        """Empty where it is the standard question that fits."""
        return () if self.wording == self.entry.question else mark(self.wording, self.needles)

    @property
    def answer(self) -> Pieces:
        return mark(self.entry.answer, self.needles)


@dataclass(frozen=True, slots=True)
class Fitting:
    """`is_sure`: looking for the meaning as well would add nothing."""

    hits: tuple[Hit, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    document: Document
    wording: str
    why: Why
    share: float

    @property
    def is_standard(self) -> bool:
        return self.wording == self.document.entry.question


class Base(Protocol):
    """A follower, or whatever else holds entries and reads words the same way."""

    @property
    def analyzer(self) -> Analyzer: ...

    def snapshot(self) -> ResidentIndex: ...


class Finder:
    """May be shared by threads."""

    def __init__(self, base: Callable[[], Base]) -> None:
        """`base`: the one that is on duty."""
        self._base = base

    def warm(self, *, now: datetime) -> None:
        """What the first who looks something up would wait for."""
        wordings_of(self._base().snapshot().at(now))
        self.find(ANY_QUESTION, now=now)

    def find(
        self,
        typed: str,
        *,
        internal: bool = True,
        meaning: Meaning | None = None,
        limit: int = 8,
        now: datetime,
    ) -> Fitting:
        """Best first, what is not valid now behind all others. `internal`: whether entries for
        colleagues may be shown; `meaning` is asked only where words leave doubts."""
        base = self._base()
        index, analyzer = base.snapshot().at(now), base.analyzer
        query = analyzer.analyze(typed)
        if not query.core:
            return Fitting((), is_sure=True)
        by_words = [
            _by_words(each, query, index, analyzer, typed) for each in _matches(index, query)
        ]
        begun = [_begun(each) for each in _typed_so_far(index, typed)]
        is_sure = bool(begun) or any(each and each.share >= SURE for each in by_words)
        near = [] if is_sure or meaning is None else _by_meaning(index, query, meaning)
        shown: dict[str, _Fit] = {}
        for fit in _in_order(typed, begun, near, filter(None, by_words)):
            if internal or fit.document.entry.audience is Audience.MEMBER:
                shown.setdefault(fit.document.entry.id, fit)
        ordered = sorted(shown.values(), key=lambda fit: not fit.document.entry.live_at(now))
        words = telling(query, analyzer) | {typed.strip()}
        return Fitting(tuple(_hit(each, typed, words, now) for each in ordered[:limit]), is_sure)


def _matches(index: ResidentIndex, query: Query) -> list[Match]:
    return index.search(query, LOOKED_THROUGH)


def _typed_so_far(index: ResidentIndex, typed: str) -> list[Written]:
    looked_for = as_typed(typed)
    if not looked_for or len(looked_for) > MOST_TYPED:
        return []
    return list(islice(wordings_of(index).find(looked_for), LOOKED_THROUGH))


def _begun(written: Written) -> _Fit:
    why = {Way.CHARACTERS: Why.LITERAL, Way.PINYIN: Why.PINYIN, Way.INITIALS: Why.INITIALS}
    wording = written.document.wordings[written.at].raw
    return _Fit(written.document, wording, why[written.way], 1.0)


def _in_order(
    typed: str, begun: Sequence[_Fit], near: Iterable[_Fit], by_words: Iterable[_Fit]
) -> Iterator[_Fit]:
    """Who types Chinese means the characters: what only sounds alike comes last. Who types letters
    means a standard question by its sound before a variant that is written in letters."""
    literal = [each for each in begun if each.why is Why.LITERAL]
    sounding = [each for each in begun if each.why is not Why.LITERAL]
    if typed.isascii():
        yield from (each for each in literal if each.is_standard)
        yield from (each for each in sounding if each.is_standard)
    yield from literal
    if typed.isascii():
        yield from sounding
    yield from near
    yield from by_words
    yield from sounding


def _by_words(
    match: Match, query: Query, index: ResidentIndex, analyzer: Analyzer, typed: str
) -> _Fit | None:
    """None for one that shares nothing but words that tell nothing."""
    held = set(match.wording.words)
    shared = [word for word in query.words if word in held]
    if not any(not analyzer.is_plain(word) for word in shared):
        return None
    entry = match.document.entry
    wording = entry.question if match.wording is match.document.body else match.wording.raw
    weights = [index.idf(word) or math.log(1 + index.rows) for word in query.words]
    share = sum(index.idf(word) for word in shared) / (sum(weights) or 1.0)
    return _Fit(match.document, wording, _why(shared, typed, match.wording.raw), share)


def _why(shared: Iterable[str], typed: str, wording: str) -> Why:
    """By the first word that was not typed as it is written."""
    asked, sounds, written = as_typed(typed), in_pinyin(typed), as_typed(wording)
    for word in shared:
        if word not in asked:
            return Why.PINYIN if in_pinyin(word) in sounds else Why.SYNONYM
        if word not in written:
            return Why.SYNONYM
    return Why.LITERAL


def _by_meaning(index: ResidentIndex, query: Query, meaning: Meaning) -> list[_Fit]:
    found = meaning.kin(query, index, (), LOOKED_THROUGH)
    return [
        _Fit(each.document, each.wording.raw, Why.MEANING, each.likeness)
        for each in found
        if each.likeness >= NEAR
    ]


def _hit(fit: _Fit, typed: str, words: frozenset[str], now: datetime) -> Hit:
    entry = fit.document.entry
    if fit.why in (Why.PINYIN, Why.INITIALS):
        words |= {sounding_like(fit.wording, typed)}
    return Hit(entry, fit.wording, fit.why, fit.share, standing_of(entry, now), words)


def standing_of(entry: PublishedEntry, now: datetime) -> Standing:
    if entry.live_at(now):
        return Standing.VALID
    begun = entry.valid_from is None or entry.valid_from <= now
    return Standing.EXPIRED if begun else Standing.PENDING
