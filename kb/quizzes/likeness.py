"""Whether two texts could both be the right answer to one question."""

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from kb.text import Analyzer
from kb.text.figures import figures

ALIKE = 0.7
"""likeness of two texts from which they say the same in other words"""
LEAST_CHARACTERS = 5
"""what is shorter, 可以 or 要的, may be right of anything"""


@dataclass(frozen=True, slots=True)
class Reading:
    """`plain`: without marks and spaces; `stated`: the numbers, prices and times, each with what
    it is counted by."""

    plain: str
    stated: frozenset[tuple[str, str, str]]


def read(text: str, analyzer: Analyzer) -> Reading:
    settled = analyzer.analyze(text, approved=True).text
    return Reading(
        "".join(each for each in settled if each.isalnum()),
        frozenset((each.kind.value, each.value, each.per) for each in figures(settled)),
    )


def may_both_be_right(one: Reading, other: Reading) -> bool:
    """Rather once too often than not: a wrong option must be wrong for everybody."""
    if min(len(one.plain), len(other.plain)) < LEAST_CHARACTERS:
        return True
    if one.plain in other.plain or other.plain in one.plain:
        return True
    if one.stated and other.stated:
        shared, fewer = len(one.stated & other.stated), min(len(one.stated), len(other.stated))
        if not shared or 2 * shared >= fewer:
            return bool(shared)  # alike but for the figures: the best of wrong answers
    return Indel.normalized_similarity(one.plain, other.plain) >= ALIKE
