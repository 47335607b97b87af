"""The whole base in memory, as one unchanging snapshot that any number of threads may read."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kb.search.document import Document
from kb.search.segment import Segment, build_segment, terms
from kb.text import Query

MOST_TERMS = 64
"""A story of a thousand words is searched by its rarest terms."""
MOST_CHANGES = 400
"""Beyond these the small segment is merged into the large one."""


@dataclass(frozen=True, slots=True)
class Match:
    document: Document
    wording: Query
    score: float
    """BM25 of the entry's best row; comparable only within one question"""


@dataclass(frozen=True, eq=False)
class ResidentIndex:
    number: int
    """the publication it has come to"""
    documents: Mapping[str, Document]
    base: Segment
    changed: Segment
    gone: frozenset[str]
    """ids whose rows in `base` no longer hold"""
    seen: Mapping[str, int]
    """word → how many entries hold it in a wording"""
    _idf: dict[str, float] = field(default_factory=dict, repr=False)

    def search(self, query: Query, limit: int = 10) -> list[Match]:
        """The entries whose rows score best, best first."""
        weighed = self._weighed_terms(query)
        found: dict[str, Match] = {}
        for segment, hidden in ((self.base, self.gone), (self.changed, frozenset[str]())):
            for match in _best_rows(segment, weighed, 6 * limit):
                key = match.document.entry.id
                if key not in hidden and (key not in found or found[key].score < match.score):
                    found[key] = match
        return sorted(found.values(), key=lambda each: (-each.score, each.document.entry.id))[
            :limit
        ]

    def idf(self, term: str) -> float:
        """ln(1 + N/df) over all rows holding the term, as far as this snapshot knows."""
        known = self._idf.get(term)
        if known is None:
            held = sum(
                span[1] - span[0]
                for segment in (self.base, self.changed)
                if (span := segment.spans.get(term))
            )
            rows = len(self.base.rows) + len(self.changed.rows)
            known = self._idf[term] = math.log(1 + rows / held) if held else 0.0
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
    return ResidentIndex(
        number=number,
        documents=by_id,
        base=build_segment(list(by_id.values())),
        changed=build_segment([]),
        gone=frozenset(),
        seen=Counter(word for document in by_id.values() for word in document.words),
    )


def change_index(
    index: ResidentIndex, changed: Sequence[Document], withdrawn: Iterable[str], number: int
) -> ResidentIndex:
    """The next snapshot. Costs what has changed since the last merge, not what the base holds."""
    touched = {document.entry.id for document in changed} | set(withdrawn)
    documents = {key: each for key, each in index.documents.items() if key not in touched}
    documents |= {document.entry.id: document for document in changed}
    gone = index.gone | touched
    if len(gone) > MOST_CHANGES:
        return build_index(documents.values(), number)
    kept = {id(row[0]): row[0] for row in index.changed.rows if row[0].entry.id not in touched}
    return ResidentIndex(
        number=number,
        documents=documents,
        base=index.base,
        changed=build_segment([*kept.values(), *changed]),
        gone=gone,
        seen=_recount(index, changed, touched),
    )


def _recount(
    index: ResidentIndex, changed: Sequence[Document], touched: Iterable[str]
) -> Mapping[str, int]:
    seen = Counter(index.seen)
    for key in touched:
        if key in index.documents:
            seen.subtract(index.documents[key].words)
    for document in changed:
        seen.update(document.words)
    return seen


def _best_rows(segment: Segment, weighed: Sequence[tuple[str, float]], limit: int) -> list[Match]:
    held = [(segment.spans[term], idf) for term, idf in weighed if term in segment.spans]
    if not held:
        return []
    postings = np.concatenate([segment.postings[a:b] for (a, b), _ in held])
    weights = np.concatenate([segment.weights[a:b] * np.float32(idf) for (a, b), idf in held])
    scores = np.bincount(postings, weights=weights, minlength=len(segment.rows)).astype(np.float64)
    rows = _top(scores, postings, limit)
    found = []
    for row in rows:
        document, wording = segment.rows[row]
        found.append(Match(document, wording, float(scores[row])))
    return found


def _top(scores: NDArray[np.float64], postings: NDArray[np.int32], limit: int) -> NDArray[np.intp]:
    """The rows with the best scores. The rarest terms come first in `postings`: what their rows
    reach is a floor under the wanted ones, so that only few need sorting."""
    first = np.unique(postings[: 8 * limit])
    floor = np.partition(scores[first], -limit)[-limit] if len(first) >= limit else 0.0
    rows = np.flatnonzero(scores >= floor) if floor > 0 else np.flatnonzero(scores)
    return rows[np.argsort(-scores[rows], kind="stable")[:limit]]
