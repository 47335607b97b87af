"""Posting arrays in memory: which rows hold a term, and how much it says there.

A row is one wording of one entry, or its body (answer and tags). Weights are BM25 without the idf
(Robertson & Zaragoza 2009, eq. 3.15), which is applied at query time from the whole base's counts.
They hang on nothing outside the entry: a base moved forward scores as one built anew.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.search.document import Document
from kb.text import Query

K1 = 1.2
B = 0.4
BODY = 0.35
"""what a word of the answer counts beside one of the question"""
GRAM = 0.45
"""what a pair of neighbouring characters counts beside a word"""
USUAL = 6.0
"""words of a usual wording: longer ones count less a word. BM25 takes the mean of the base, which
every publication would move."""

Row = tuple[Document, Query]
Kind = TypeVar("Kind", np.int32, np.float32)


def terms(query: Query) -> Iterator[str]:
    """Words as they are; pairs of characters behind a mark of their own."""
    yield from query.words
    core = query.core
    for start in range(len(core) - 1):
        yield "\x02" + core[start : start + 2]


@dataclass(frozen=True, eq=False)
class Segment:
    documents: Sequence[Document]
    """by id"""
    positions: Mapping[str, int]
    """id → position among `documents`"""
    rows: Sequence[Row]
    """document by document"""
    starts: NDArray[np.intp]
    """(documents,) the first row of each"""
    owners: NDArray[np.int32]
    """(rows,) position of the row's document"""
    spans: dict[str, tuple[int, int]]
    """term → where its postings lie"""
    postings: NDArray[np.int32]
    weights: NDArray[np.float32]

    def best(
        self,
        scores: NDArray[Any],
        hidden: NDArray[np.intp],
        limit: int,
        promising: NDArray[np.int32] | None = None,
    ) -> list[tuple[Document, Query, float]]:
        """The documents with the best rows by `scores` (rows,) above 0, each with its best row;
        ties by id. What `promising` rows reach is a floor under the rest: few need sorting."""
        if not self.documents or limit < 1:
            return []
        best = np.maximum.reduceat(scores, self.starts)
        best[hidden] = 0
        floor = 0.0
        if promising is not None:
            first = best[np.unique(self.owners[promising])]
            if len(first) >= limit:
                floor = float(np.partition(first, -limit)[-limit])
        reached = np.flatnonzero(best >= floor) if floor > 0 else np.flatnonzero(best > 0)
        chosen = reached[np.argsort(-best[reached], kind="stable")[:limit]]
        return [self._best_row(position, scores) for position in chosen]

    def _best_row(self, position: np.intp, scores: NDArray[Any]) -> tuple[Document, Query, float]:
        start = self.starts[position]
        end = self.starts[position + 1] if position + 1 < len(self.starts) else len(self.rows)
        row = start + int(np.argmax(scores[start:end]))
        return (*self.rows[row], float(scores[row]))


def build_segment(documents: Iterable[Document]) -> Segment:
    ordered = sorted(documents, key=lambda each: each.entry.id)
    rows: list[Row] = []
    starts, owners = array("l"), array("i")
    found: dict[str, tuple[array[int], array[float]]] = {}
    for position, document in enumerate(ordered):
        starts.append(len(rows))
        for query in rows_of(document):
            _post(found, len(rows), query, BODY if query is document.body else 1.0)
            rows.append((document, query))
            owners.append(position)
    spans, postings, weights = _freeze(found)
    return Segment(
        documents=ordered,
        positions={document.entry.id: at for at, document in enumerate(ordered)},
        rows=rows,
        starts=np.array(starts, dtype=np.intp),
        owners=np.array(owners, dtype=np.int32),
        spans=spans,
        postings=postings,
        weights=weights,
    )


def rows_of(document: Document) -> tuple[Query, ...]:
    return (*document.wordings, document.body)


def _post(
    found: dict[str, tuple["array[int]", "array[float]"]], row: int, query: Query, scale: float
) -> None:
    norm = K1 * ((1 - B) + B * len(query.words) / USUAL)
    for term, count in Counter(terms(query)).items():
        kind = GRAM if term[0] == "\x02" else 1.0
        postings, weights = found.setdefault(term, (array("i"), array("f")))
        postings.append(row)
        weights.append(scale * kind * count * (K1 + 1) / (count + norm))


def _freeze(
    found: dict[str, tuple["array[int]", "array[float]"]],
) -> tuple[dict[str, tuple[int, int]], NDArray[np.int32], NDArray[np.float32]]:
    spans: dict[str, tuple[int, int]] = {}
    end = 0
    for term, (postings, _) in found.items():
        spans[term] = (end, end + len(postings))
        end += len(postings)
    return (
        spans,
        _join((postings for postings, _ in found.values()), np.int32),
        _join((weights for _, weights in found.values()), np.float32),
    )


def _join(parts: Iterable["array[Any]"], kind: type[Kind]) -> NDArray[Kind]:
    arrays = [np.frombuffer(part, dtype=kind) for part in parts]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=kind)
