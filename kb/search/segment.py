"""A part of the base in memory: its entries, their rows, and which rows hold a term.

A row is one wording of one entry, or its body (answer and tags).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.document import Document
from kb.search.postings import Postings, post
from kb.text import Query

BODY = 0.35
"""what a word of the answer counts beside one of the question"""

Row = tuple[Document, Query]


@dataclass(frozen=True, eq=False)
class Segment:
    documents: Sequence[Document]
    """by id"""
    positions: Mapping[str, int]
    """id → position among `documents`"""
    rows: Sequence[Row]
    """document by document"""
    starts: NDArray[np.intp]
    """(documents + 1,) the first row of each, and the end"""
    owners: NDArray[np.int32]
    """(rows,) position of the row's document"""
    postings: Postings

    def best(
        self, scores: NDArray[Any], hidden: NDArray[np.intp], limit: int
    ) -> list[tuple[Document, Query, float]]:
        """The documents with the best rows by `scores` (rows,) above 0, each with its best row;
        ties by id."""
        if not self.documents or limit < 1:
            return []
        best = np.maximum.reduceat(scores, self.starts[:-1])
        best[hidden] = 0
        reached = np.flatnonzero(best > 0)
        chosen = reached[np.argsort(-best[reached], kind="stable")[:limit]]
        return [self._best_row(position, scores) for position in chosen]

    def _best_row(self, position: np.intp, scores: NDArray[Any]) -> tuple[Document, Query, float]:
        start, end = self.starts[position], self.starts[position + 1]
        row = start + int(np.argmax(scores[start:end]))
        return (*self.rows[row], float(scores[row]))


def build_segment(documents: Iterable[Document]) -> Segment:
    ordered = sorted(documents, key=lambda each: each.entry.id)
    rows: list[Row] = []
    starts = [0]
    for document in ordered:
        rows += [(document, query) for query in rows_of(document)]
        starts.append(len(rows))
    owners = np.repeat(np.arange(len(ordered), dtype=np.int32), np.diff(starts))
    return Segment(
        documents=ordered,
        positions={document.entry.id: at for at, document in enumerate(ordered)},
        rows=rows,
        starts=np.array(starts, dtype=np.intp),
        owners=owners,
        postings=post(_posted(rows, owners)),
    )


def _posted(rows: Sequence[Row], owners: Iterable[int]) -> Iterator[tuple[int, Query, float]]:
    for owner, (document, query) in zip(owners, rows, strict=True):
        yield owner, query, BODY if query is document.body else 1.0


def rows_of(document: Document) -> tuple[Query, ...]:
    return (*document.wordings, document.body)
