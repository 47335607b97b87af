"""The documents of a segment that score best, without scoring them all.

After MaxScore (Turtle & Flood 1995). The rarest terms give every document a bound that no row of
it can exceed; the most promising are scored and so put a floor under whatever is worth finding;
what stays below the floor even with all common terms is never looked at. Scores are sums of
32-bit weights in 64 bits: in which order they are added up makes no difference.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.search.segment import Segment

Places = NDArray[np.intp]
Scores = NDArray[np.float64]
Weighed = Sequence[tuple[int, float]]
"""the numbers of terms with their idf, rarest first"""

COMMON = 0.25
"""the share of all that could be scored which common terms, taken last, may make up"""
SHARES = (0.8, 0.6, 0.4, 0.2, 0.0)
"""of the highest bound, tried one after the other until there are seeds enough"""


def nearest(
    segment: Segment, weighed: Sequence[tuple[str, float]], hidden: Places, limit: int
) -> list[tuple[int, float]]:
    """The best row of each of the best documents with its score, best first; ties by id.
    `weighed`: the terms asked for with their idf, rarest first; `hidden`: positions of documents
    that do not count."""
    numbers = segment.postings.numbers
    held = [(numbers[term], idf) for term, idf in weighed if term in numbers]
    if not held or limit < 1:
        return []
    idf = np.zeros(len(numbers), np.float32)
    idf[[number for number, _ in held]] = [each for _, each in held]
    chosen = _within_reach(segment, held, idf, hidden, limit)
    return _best(segment, *_scored(segment, chosen, idf), limit)


def _within_reach(
    segment: Segment, held: Weighed, idf: NDArray[np.float32], hidden: Places, limit: int
) -> Places:
    """All documents that may be among the best, ascending."""
    postings = segment.postings
    most = [each * postings.heaviest[number] for number, each in held]
    rest = total = sum(most) * (1 + 1e-6)
    taken = 0
    while taken < len(held) and rest > COMMON * total:
        rest -= most[taken]
        taken += 1
    bounds = _bounds(segment, held[:taken])
    bounds[hidden] = 0
    floor = _floor(segment, bounds, idf, limit)
    further = taken
    while further < len(held) and rest > floor:
        rest -= most[further]
        further += 1
    if further > taken:
        bounds += _bounds(segment, held[taken:further])
        bounds[hidden] = 0
    return np.flatnonzero(bounds > max(0.0, floor - rest - 1e-6 * total))


def _bounds(segment: Segment, held: Weighed) -> Scores:
    """(documents,) what these terms add to any row of each at most."""
    postings = segment.postings
    spans = [postings.spans[number] for number, _ in held]
    documents = np.concatenate([postings.by_term.items[a:b] for a, b in spans])
    weights = np.concatenate([postings.by_term.weights[a:b] for a, b in spans])
    weights *= np.repeat(np.array([idf for _, idf in held], np.float32), [b - a for a, b in spans])
    return np.bincount(documents, weights, len(segment.documents)).astype(np.float64, copy=False)


def _floor(segment: Segment, bounds: Scores, idf: NDArray[np.float32], limit: int) -> float:
    """What the last of `limit` documents scores at least; 0 when it may score anything."""
    seeds = _promising(bounds, limit)
    if len(seeds) < limit:
        return 0.0
    _, scores = _scored(segment, seeds, idf)
    sizes = segment.starts[seeds + 1] - segment.starts[seeds]
    best = np.maximum.reduceat(scores, np.cumsum(sizes) - sizes)
    return float(np.partition(best, -limit)[-limit])


def _promising(bounds: Scores, limit: int) -> Places:
    """The documents with the highest bounds, `limit` of them if there are so many."""
    highest = bounds.max()
    for share in SHARES:
        found = np.flatnonzero(bounds > share * highest)
        if len(found) >= limit:
            break
    if len(found) > limit:
        found = found[np.argpartition(bounds[found], -limit)[-limit:]]
    return found


def _scored(segment: Segment, documents: Places, idf: NDArray[np.float32]) -> tuple[Places, Scores]:
    """The rows of the documents, and what they score."""
    by_row = segment.postings.by_row
    rows = _runs(segment.starts[documents], segment.starts[documents + 1])
    if not len(rows):
        return rows, np.empty(0)
    starts, ends = by_row.starts[rows], by_row.starts[rows + 1]
    places = _runs(starts, ends)
    weights = idf[by_row.items[places]] * by_row.weights[places]
    scores = np.zeros(len(rows))
    sizes = ends - starts
    filled = sizes > 0
    scores[filled] = np.add.reduceat(weights, (np.cumsum(sizes) - sizes)[filled], dtype=np.float64)
    return rows, scores


def _runs(starts: Places, ends: Places) -> Places:
    """The numbers from each start up to its end, one run after the other."""
    sizes = ends - starts
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(sizes.sum()) + np.repeat(starts - before, sizes))


def _best(segment: Segment, rows: Places, scores: Scores, limit: int) -> list[tuple[int, float]]:
    """Rows are in the order of their documents' ids, so equal scores come in that order too."""
    best: dict[int, tuple[int, float]] = {}
    order = np.argsort(-scores, kind="stable")
    ordered = rows[order]
    for row, owner, score in zip(
        ordered.tolist(), segment.owners[ordered].tolist(), scores[order].tolist(), strict=True
    ):
        if score <= 0 or len(best) == limit:
            break
        best.setdefault(owner, (row, score))
    return list(best.values())
