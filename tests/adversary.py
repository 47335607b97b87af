"""Texts that a regular expression would have to work hardest on, made out of the expression."""

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from re import _constants as op  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]

LENGTH = 10_000
_SAMPLES = {"DIGIT": "1", "WORD": "a", "SPACE": " ", "NOT_WORD": "!", "NOT_DIGIT": "b"}


def characters(pattern: str) -> list[str]:
    """Every character that the pattern names, and one for each class."""
    return sorted({*_characters(parser.parse(pattern)), "龘"})


def _characters(tree: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    for kind, value in tree:
        if kind in (op.LITERAL, op.NOT_LITERAL):
            yield chr(value)
        elif kind is op.RANGE:
            yield chr(value[0])
        elif kind is op.CATEGORY:
            yield _SAMPLES.get(str(value).removeprefix("CATEGORY_"), "c")
        else:
            for part in _parts(kind, value):
                yield from _characters(part)


def _parts(kind: Any, value: Any) -> list[Any]:
    if kind is op.IN:
        return [value]
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.BRANCH:
        return list(value[1])
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is op.ATOMIC_GROUP else []


def hard_texts(pattern: str, length: int = LENGTH) -> Iterator[str]:
    """Long runs of each character of the pattern, with an end that fits nowhere."""
    for character in characters(pattern):
        yield character * length + "龘"


def endless_repeats(pattern: str) -> list[str]:
    """The repeats without an upper bound that may begin anywhere in a text: each start may run to
    the end of it. `.*` after a ^, and a run that only the end of the text may follow, cost no more
    than the text is long."""
    tree = parser.parse(pattern)
    return [_written(part) for part in _endless(list(tree), anchored=_is_anchored(tree))]


def _is_anchored(tree: Any) -> bool:
    return len(tree) > 0 and tree[0] == (op.AT, op.AT_BEGINNING)


def _endless(tree: list[tuple[Any, Any]], *, anchored: bool) -> Iterator[Any]:
    for place, (kind, value) in enumerate(tree):
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[1] is op.MAXREPEAT:
            last = tree[place + 1 : place + 2] == [(op.AT, op.AT_END)]
            nested = len(value[2]) != 1 or value[2][0][0] not in (op.ANY, op.IN, op.LITERAL)
            if nested or not (anchored or last):
                yield value[2]
        for part in _parts(kind, value):
            if kind is not op.IN:
                yield from _endless(list(part), anchored=anchored)


def _written(part: Any) -> str:
    return "".join(sorted(set(_characters(part))))
