"""Many patterns looked for in one short text, of which few are ever tried.

Most alternatives of a pattern hold characters that a text must have to match. They are read off
the parsed pattern once, so that the characters of a text tell which alternatives are worth trying.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from re import _parser  # type: ignore[attr-defined]  # nothing public tells a pattern's parts
from typing import Any, Generic, TypeVar

Name = TypeVar("Name")
Needed = frozenset[str]
"""of these characters a text must have one"""

_WIDEST = 64
"""a longer range of characters tells next to nothing"""


class Cues(Generic[Name]):
    def __init__(self, patterns: Mapping[Name, str]) -> None:
        self._alternatives: list[tuple[Name, str]] = []
        self._first: dict[str, int] = {}
        """character → alternatives that need it, as bits of a number"""
        self._second: dict[str, int] = {}
        self._always_first = self._always_second = 0
        """those that need nothing that could be told"""
        for name, pattern in patterns.items():
            for alternative in alternatives(pattern):
                self._take(name, alternative)

    def found_in(self, text: str) -> set[Name]:
        """The names of the patterns that are found anywhere in the text."""
        first, second = self._always_first, self._always_second
        for character in set(text):
            first |= self._first.get(character, 0)
            second |= self._second.get(character, 0)
        promising = first & second
        found: set[Name] = set()
        while promising:
            last = promising.bit_length() - 1
            promising ^= 1 << last
            name, pattern = self._alternatives[last]
            if name not in found and _compiled(pattern).search(text):
                found.add(name)
        return found

    def _take(self, name: Name, pattern: str) -> None:
        bit = 1 << len(self._alternatives)
        self._alternatives.append((name, pattern))
        first, second, *_ = [*sorted(needed(pattern), key=len), None, None]
        for table, characters in ((self._first, first), (self._second, second)):
            for character in characters or ():
                table[character] = table.get(character, 0) | bit
        self._always_first |= bit if first is None else 0
        self._always_second |= bit if second is None else 0


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """When it is first tried: most of thousands never are. `re` itself forgets beyond 512."""
    return re.compile(pattern)


def alternatives(pattern: str) -> list[str]:
    """The parts between the bars that stand in no bracket but one around them all."""
    bars = _bars(pattern)
    if bars:
        ends = [*bars, len(pattern)]
        parts = [pattern[a:b] for a, b in zip([0, *(bar + 1 for bar in bars)], ends, strict=True)]
        return [each for part in parts for each in alternatives(part)]
    inner = pattern[3:-1]
    is_group = pattern.startswith("(?:") and pattern.endswith(")") and not inner.endswith("\\")
    return alternatives(inner) if is_group and _bars(inner) is not None else [pattern]


def _bars(pattern: str) -> list[int] | None:
    """Where bars stand in no bracket; None when one closes that was never opened."""
    bars, depth, at, in_class = [], 0, 0, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
            # A bracket that comes first in its class does not close it.
            at += 2 if pattern.startswith("^]", at + 1) else pattern.startswith("]", at + 1)
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth < 0:
                return None
        elif sign == "|" and not depth:
            bars.append(at)
        at += 1
    return bars


@cache
def needed(pattern: str) -> Sequence[Needed]:
    """Sets of characters, of each of which a text must have one for the pattern to be found."""
    parsed = _parser.parse(pattern)
    return () if parsed.state.flags & re.IGNORECASE else tuple(_needed_by_all(parsed))


def _needed_by_all(items: Iterable[Any]) -> Iterator[Needed]:
    for operation, argument in items:
        yield from _needed_by(str(operation), argument)


def _needed_by(operation: str, argument: Any) -> Iterator[Needed]:
    if operation == "LITERAL":
        yield frozenset(chr(argument))
    elif operation == "IN":
        yield from _one_of(argument)
    elif operation == "SUBPATTERN":
        yield from _needed_by_all(argument[-1])
    elif operation == "ATOMIC_GROUP":
        yield from _needed_by_all(argument)
    elif operation == "ASSERT":
        yield from _needed_by_all(argument[1])
    elif operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0]:
        yield from _needed_by_all(argument[2])
    elif operation == "BRANCH":
        each = [min(_needed_by_all(branch), key=len, default=None) for branch in argument[1]]
        if None not in each:
            yield frozenset[str]().union(*filter(None, each))


def _one_of(choices: Iterable[tuple[Any, Any]]) -> Iterator[Needed]:
    found: set[str] = set()
    for operation, argument in choices:
        if str(operation) == "LITERAL":
            found.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < _WIDEST:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return
    yield frozenset(found)
