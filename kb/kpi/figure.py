"""One figure, and the rows it was made from."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """`measure` is the key of its definition. `value` is None where there was nothing to measure,
    never 0 for it. `count`: how many cases it rests on. `sources`: the rows it was made from, as
    `source` names them, each once and in order."""

    measure: str
    value: Decimal | None
    count: int
    sources: tuple[str, ...] = ()


def source(kind: str, number: int | str) -> str:
    """history:812 · rating:1004 · contribution:31 · ticket:1001 · outcome:77"""
    return f"{kind}:{number}"


def in_order(sources: Iterable[str]) -> tuple[str, ...]:
    """By kind, then by number: whatever the order they were read in, the same."""
    return tuple(sorted(set(sources), key=_place))


def _place(name: str) -> tuple[str, int, str]:
    kind, _, number = name.partition(":")
    return (kind, int(number), "") if number.isdecimal() else (kind, 0, number)
