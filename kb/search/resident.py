"""The whole base in memory, as one unchanging snapshot that any number of threads may read."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from kb.search.document import Document
from kb.search.nearest import nearest
from kb.search.postings import terms
from kb.search.segment import Segment, build_segment, rows_of
from kb.text import Query

MOST_TERMS = 64
"""A story of a thousand words is searched by its rarest terms."""
MOST_CHANGES = 400
"""Beyond these the small segment is merged into the large one."""

_NONE = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Match:
    document: Document
    wording: Query
    score: float
    """BM25 of the entry's best row; comparable only within one question"""


@dataclass(frozen=True, slots=True)
class Planned:
    """Takes the place of the entry's document at that moment."""

    at: datetime
    document: Document


@dataclass(frozen=True, eq=False)
class ResidentIndex:
    number: int
    """the publication it has come to"""
    documents: Mapping[str, Document]
    base: Segment
    changed: Segment
    gone: frozenset[str]
    """ids whose rows in `base` no longer hold"""
    hidden: NDArray[np.intp]
    """their positions there"""
    lost: Mapping[str, int]
    """term → how many of their rows held it"""
    rows: int
    """that hold, in both segments"""
    seen: Mapping[str, int]
    """word → how many entries hold it in a wording"""
    planned: Sequence[Planned] = ()
    """by moment"""
    _idf: dict[str, float] = field(default_factory=dict, repr=False)
    _later: dict[int, "ResidentIndex"] = field(default_factory=dict, repr=False)

    def at(self, now: datetime) -> "ResidentIndex":
        """With the planned texts that have begun by then in their places."""
        begun = sum(each.at <= now for each in self.planned)
        if not begun:
            return self
        known = self._later.get(begun)
        if known is None:
            turned = change_index(
                self, (each.document for each in self.planned[:begun]), (), self.number
            )
            known = self._later[begun] = replace(turned, planned=self.planned[begun:])
        return known

    def search(self, query: Query, limit: int = 10) -> list[Match]:
        """The entries whose rows score best, best first; ties by id."""
        if not self.documents:
            return []
        weighed = self._weighed_terms(query)
        found = [
            Match(*segment.rows[row], score)
            for segment, hidden in self.segments()
            for row, score in nearest(segment, weighed, hidden, limit)
        ]
        return sorted(found, key=lambda each: (-each.score, each.document.entry.id))[:limit]

    def segments(self) -> tuple[tuple[Segment, NDArray[np.intp]], ...]:
        """Each with the positions of the documents in it that no longer hold."""
        return ((self.base, self.hidden), (self.changed, _NONE))

    def idf(self, term: str) -> float:
        """ln(1 + N/df) over all rows that hold; 0 for a term that none has."""
        known = self._idf.get(term)
        if known is None:
            held = self.base.postings.held(term) + self.changed.postings.held(term)
            held -= self.lost.get(term, 0)
            if not held:
                return 0.0  # not kept: people may type any number of words that no entry has
            known = self._idf[term] = math.log(1 + self.rows / held)
        return known

    def familiarity(self, word: str) -> float:
        """0 for a word no entry uses, 1 for one that every entry uses; by the logarithm."""
        return math.log1p(self.seen.get(word, 0)) / math.log1p(max(1, len(self.documents)))

    def _weighed_terms(self, query: Query) -> list[tuple[str, float]]:
        weighed = [(term, self.idf(term)) for term in set(terms(query))]
        weighed = [pair for pair in weighed if pair[1] > 0]
        weighed.sort(key=lambda pair: (-pair[1], pair[0]))
        return weighed[:MOST_TERMS]


def build_index(documents: Iterable[Document], number: int = 0) -> ResidentIndex:
    by_id = {document.entry.id: document for document in documents}
    base = build_segment(by_id.values())
    return ResidentIndex(
        number=number,
        documents=by_id,
        base=base,
        changed=build_segment([]),
        gone=frozenset(),
        hidden=_NONE,
        lost={},
        rows=len(base.rows),
        seen=Counter(word for document in by_id.values() for word in document.words),
    )


def change_index(
    index: ResidentIndex, changed: Iterable[Document], withdrawn: Iterable[str], number: int
) -> ResidentIndex:
    """The next snapshot. Costs what has changed since the last merge, not what the base holds."""
    fresh = {document.entry.id: document for document in changed}
    touched = fresh.keys() | set(withdrawn)
    documents = {key: each for key, each in index.documents.items() if key not in touched}
    documents |= fresh
    newly_gone = (touched & index.base.positions.keys()) - index.gone
    gone = index.gone | newly_gone
    kept = [each for each in index.changed.documents if each.entry.id not in touched]
    segment = build_segment([*kept, *fresh.values()])
    if len(gone) + len(segment.documents) > MOST_CHANGES:
        return build_index(documents.values(), number)
    hidden = np.array(sorted(index.base.positions[key] for key in gone), dtype=np.intp)
    lost, lost_rows = _count_lost(index.base, newly_gone)
    return ResidentIndex(
        number=number,
        documents=documents,
        base=index.base,
        changed=segment,
        gone=gone,
        hidden=hidden,
        lost=lost + Counter(index.lost),
        rows=index.rows - lost_rows - len(index.changed.rows) + len(segment.rows),
        seen=_recount(index, fresh, touched),
    )


def _count_lost(base: Segment, gone: Iterable[str]) -> tuple[Counter[str], int]:
    lost: Counter[str] = Counter()
    rows = 0
    for key in gone:
        for query in rows_of(base.documents[base.positions[key]]):
            lost.update(set(terms(query)))
            rows += 1
    return lost, rows


def _recount(
    index: ResidentIndex, fresh: Mapping[str, Document], touched: Iterable[str]
) -> Mapping[str, int]:
    """Without the words that no entry has any more: a word `seen` is one the base knows."""
    seen = Counter(index.seen)
    for key in touched:
        if key in index.documents:
            seen.subtract(index.documents[key].words)
    for document in fresh.values():
        seen.update(document.words)
    return +seen
