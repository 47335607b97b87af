"""What was found out about questions before any threshold was asked.

Who decides the same questions again under other thresholds need not search, weigh and embed again.
Holds for one base, one lexicon and one day: whoever keeps it starts another when one of them moves.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from kb.search import ResidentIndex

Kept = TypeVar("Kept")


class Memory:
    """May be shared by threads: at worst two find out the same."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}

    def recall(self, key: Hashable, find: Callable[[], Kept]) -> Kept:
        try:
            found: Kept = self._kept[key]
        except KeyError:
            found = self._kept[key] = find()
        return found


@dataclass(frozen=True)
class Ahead:
    """What was decided before it was asked, and on which base; kept by all else it rests on."""

    index: ResidentIndex
    considered: Memory
    took_ms: float = 0.0
