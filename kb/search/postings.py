"""Which rows hold which terms, and which entries: arrays that are read from both sides.

Weights are BM25 without the idf (Robertson & Zaragoza 2009, eq. 3.15), which is applied at query
time from the whole base's counts. They hang on nothing outside the row's own entry: a base moved
forward scores as one built anew.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kb.text import Query

K1 = 1.2
B = 0.4
GRAM = 0.45
"""what a pair of neighbouring characters counts beside a word"""
USUAL = 6.0
"""words of a usual wording: longer ones count less a word. BM25 takes the mean of the base, which
every publication would move."""

Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]
_GRAM_MARK = "\x02"


def terms(query: Query) -> Iterator[str]:
    """Words as they are; pairs of characters behind a mark of their own."""
    yield from query.words
    core = query.core
    for start in range(len(core) - 1):
        yield _GRAM_MARK + core[start : start + 2]


@dataclass(frozen=True, eq=False)
class Lists:
    """Many lists end to end: the nth lies from `starts[n]` up to `starts[n + 1]`."""

    starts: NDArray[np.intp]
    items: Numbers
    weights: Weights


@dataclass(frozen=True, eq=False)
class Postings:
    numbers: Mapping[str, int]
    """of the terms, in the order they were met"""
    rows_held: list[int]
    """by a term's number, how many rows hold it"""
    heaviest: list[float]
    """by a term's number, its greatest weight in any row"""
    spans: list[tuple[int, int]]
    """by a term's number, its list in `by_term`"""
    by_term: Lists
    """term → documents, each with the term's greatest weight in any of its rows"""
    by_row: Lists
    """row → terms"""

    def held(self, term: str) -> int:
        """How many rows hold the term."""
        number = self.numbers.get(term)
        return 0 if number is None else self.rows_held[number]


def post(rows: Iterable[tuple[int, Query, float]]) -> Postings:
    """Each row comes with its document's position, ascending, and with what its words count
    beside those of a question."""
    numbers: dict[str, int] = {}
    held, counts, sizes = array("i"), array("i"), array("i")
    owners, lengths, scales = array("i"), array("i"), array("d")
    for owner, query, scale in rows:
        found = Counter(terms(query))
        held.extend([numbers.setdefault(term, len(numbers)) for term in found])
        counts.extend(found.values())
        sizes.append(len(found))
        owners.append(owner)
        lengths.append(len(query.words))
        scales.append(scale)
    if not numbers:
        return _NOTHING
    row = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    term, count = np.array(held), np.array(counts)
    kind = np.array([GRAM if each[0] == _GRAM_MARK else 1.0 for each in numbers])
    norm = K1 * ((1 - B) + B * np.array(lengths) / USUAL)
    weight = np.array(scales)[row] * kind[term] * count * (K1 + 1) / (count + norm[row])
    by_row = Lists(_starts(row, len(sizes)), term, weight.astype(np.float32))
    return _from_both_sides(numbers, by_row, np.array(owners)[row])


def _from_both_sides(numbers: Mapping[str, int], by_row: Lists, owners: Numbers) -> Postings:
    """`owners`: of each item of `by_row`, the position of its document."""
    order = np.argsort(by_row.items, kind="stable")
    term, owner = by_row.items[order], owners[order]
    first = np.flatnonzero(np.diff(term, prepend=-1) | np.diff(owner, prepend=-1))
    weights = np.maximum.reduceat(by_row.weights[order], first)
    by_term = Lists(_starts(term[first], len(numbers)), owner[first], weights)
    return Postings(
        numbers=numbers,
        rows_held=np.bincount(term).tolist(),
        heaviest=np.maximum.reduceat(weights, by_term.starts[:-1]).tolist(),
        spans=list(pairwise(by_term.starts.tolist())),
        by_term=by_term,
        by_row=by_row,
    )


def _starts(keys: Numbers, size: int) -> NDArray[np.intp]:
    """Where the lists of the keys 0, 1, … begin; `keys` ascend."""
    return np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=size))]).astype(np.intp)


_EMPTY = Lists(np.zeros(1, np.intp), np.empty(0, np.int32), np.empty(0, np.float32))
_NOTHING = Postings({}, [], [], [], _EMPTY, _EMPTY)
