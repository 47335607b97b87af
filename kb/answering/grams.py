"""Which characters and pairs of characters a question is made of, as one row of numbers."""

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

WIDTH = 2048
"""columns; two grams that fall into one blur each other a little (Weinberger et al. 2009)"""

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Grams:
    """How rare each gram is among `count` texts."""

    held: Mapping[str, int]
    count: int

    @cached_property
    def _top(self) -> float:
        return math.log(1 + self.count)

    def row(self, text: str) -> tuple[NDArray[np.intp], Array]:
        """Columns and their values; of length 1 at most. A gram never met has no column but takes
        its share of the length: a text of strangers is like nothing."""
        columns, values, square = [], [], 0.0
        for gram in _grams(text):
            held = self.held.get(gram)
            weight = math.log(1 + self.count / held) if held else self._top
            square += weight * weight
            if held:
                hashed = zlib.crc32(gram.encode())
                columns.append(hashed % WIDTH)
                values.append(weight if hashed >> 31 else -weight)
        length = math.sqrt(square) or 1.0
        return np.array(columns, np.intp), np.array(values, np.float32) / np.float32(length)

    def rows(self, texts: Sequence[str]) -> Array:
        """(texts, WIDTH)"""
        found = np.zeros((len(texts), WIDTH), np.float32)
        for number, text in enumerate(texts):
            columns, values = self.row(text)
            np.add.at(found[number], columns, values)
        return found


def count_grams(texts: Iterable[str]) -> Grams:
    held: Counter[str] = Counter()
    count = 0
    for text in texts:
        held.update(_grams(text))
        count += 1
    return Grams(held, count)


def _grams(text: str) -> set[str]:
    framed = f"^{text}$"
    return {*framed, *(framed[at : at + 2] for at in range(len(framed) - 1))}
