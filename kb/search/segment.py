"""Posting arrays in memory: which rows hold a term, and how much it says there.

A row is one wording of one entry, or its body (answer and tags). Weights are BM25 without the idf
(Robertson & Zaragoza 2009, eq. 3.15), which is applied at query time from the whole base's counts.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
    rows: Sequence[Row]
    owners: NDArray[np.int32]
    """(rows,) position of the row's document among the segment's documents"""
    spans: dict[str, tuple[int, int]]
    """term → where its postings lie"""
    postings: NDArray[np.int32]
    weights: NDArray[np.float32]


def build_segment(documents: Sequence[Document]) -> Segment:
    rows: list[Row] = []
    owners = array("i")
    found: dict[str, tuple[array[int], array[float]]] = {}
    lengths = [len(each.words) for document in documents for each in document.wordings]
    mean = max(1.0, sum(lengths) / max(1, len(lengths)))
    for position, document in enumerate(documents):
        for query in (*document.wordings, document.body):
            scale = BODY if query is document.body else 1.0
            _post(found, len(rows), query, mean, scale)
            rows.append((document, query))
            owners.append(position)
    return _freeze(rows, owners, found)


def _post(
    found: dict[str, tuple["array[int]", "array[float]"]],
    row: int,
    query: Query,
    mean: float,
    scale: float,
) -> None:
    norm = K1 * ((1 - B) + B * len(query.words) / mean)
    for term, count in Counter(terms(query)).items():
        kind = GRAM if term[0] == "\x02" else 1.0
        postings, weights = found.setdefault(term, (array("i"), array("f")))
        postings.append(row)
        weights.append(scale * kind * count * (K1 + 1) / (count + norm))


def _freeze(
    rows: list[Row],
    owners: "array[int]",
    found: dict[str, tuple["array[int]", "array[float]"]],
) -> Segment:
    spans: dict[str, tuple[int, int]] = {}
    end = 0
    for term, (postings, _) in found.items():
        spans[term] = (end, end + len(postings))
        end += len(postings)
    return Segment(
        rows=rows,
        owners=np.array(owners, dtype=np.int32),
        spans=spans,
        postings=_join((postings for postings, _ in found.values()), np.int32),
        weights=_join((weights for _, weights in found.values()), np.float32),
    )


def _join(parts: Iterable["array[Any]"], kind: type[Kind]) -> NDArray[Kind]:
    arrays = [np.frombuffer(part, dtype=kind) for part in parts]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=kind)
