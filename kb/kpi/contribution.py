"""What contributions to the base are worth, from what was accepted and what it has led to."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a person's score: points may be negative. `measure` is the key of its rule."""

    measure: str
    points: Decimal
    about: str
    sources: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ContributionScore:
    """`activity` is shown and never scored. `points` is the sum of the items after caps."""

    person: int
    activity: tuple[tuple[str, int], ...]
    items: tuple[Item, ...]
    points: Decimal
