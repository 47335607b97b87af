"""Which share of wrong answers labelled questions can vouch for, and from which threshold on.

The bound is Clopper and Pearson's (1934). Thresholds are tried from a strict one down and the first
that cannot be vouched for ends the search (fixed-sequence testing), so that trying many does not
weaken the promise. There are two such searches, which share the doubt: one begins with the fewest
answers that could do, where a single error ends it, the other with a third of the labels. A promise
holds for questions that come as the labelled ones came.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kb.reports.curves import Point, Scored

SURE = 0.95
BUDGETS = (0.01, 0.02, 0.03, 0.05, 0.07, 0.10, 0.15, 0.20)
SEARCHES = 2
BEGIN = 1 / 3
"""of the labels"""
WIDER = 1.2
"""how many times as many questions the next threshold answers"""


@dataclass(frozen=True, slots=True)
class Promise:
    """At most `budget` of the answers from `point.threshold` on are wrong, as surely as SURE."""

    budget: float
    point: Point
    bound: float

    @property
    def precision(self) -> float:
        return 1 - self.budget


def error_bound(wrong: int, answered: int, sure: float = SURE) -> float:
    """The largest share of errors that would show so few, or fewer, with chance 1 - sure."""
    if wrong >= answered:
        return 1.0
    low, high = wrong / answered, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _chance_of_at_most(wrong, answered, middle) > 1 - sure:
            low = middle
        else:
            high = middle
    return high


def fewest_answers(budget: float, sure: float = SURE) -> int:
    """How many answers without an error vouch for the budget."""
    return math.ceil(math.log((1 - sure) / SEARCHES) / math.log(1 - budget))


def certify(scored: Scored, budget: float, sure: float = SURE) -> Promise | None:
    """The lowest threshold that keeps the budget; None when the labels cannot vouch for it."""
    fewest = fewest_answers(budget, sure)
    begins = (fewest, max(fewest, round(BEGIN * len(scored.confidence))))
    found = [each for begin in begins if (each := _search(scored, begin, budget, sure))]
    return min(found, key=lambda each: each.point.threshold, default=None)


def _search(scored: Scored, begin: int, budget: float, sure: float) -> Promise | None:
    held: Promise | None = None
    for point in _steps(scored, begin):
        bound = error_bound(point.wrong, point.answered, 1 - (1 - sure) / SEARCHES)
        if bound > budget:
            break
        held = Promise(budget, point, bound)
    return held


def certify_strictest(scored: Scored, budget: float, sure: float = SURE) -> Promise | None:
    """For the budget, or for the next larger one that can be vouched for."""
    budgets = (budget, *(each for each in BUDGETS if each > budget))
    found = (certify(scored, each, sure) for each in budgets)
    return next((each for each in found if each is not None), None)


def _steps(scored: Scored, fewest: int) -> Iterable[Point]:
    ordered = sorted(scored.confidence, reverse=True)
    count = fewest
    while count <= len(ordered):
        yield scored.at(ordered[count - 1])
        count = max(count + 1, round(count * WIDER))


def _chance_of_at_most(wrong: int, answered: int, share: float) -> float:
    if share <= 0 or share >= 1:
        return float(share <= 0)
    terms = (
        math.lgamma(answered + 1)
        - math.lgamma(each + 1)
        - math.lgamma(answered - each + 1)
        + each * math.log(share)
        + (answered - each) * math.log1p(-share)
        for each in range(wrong + 1)
    )
    return sum(math.exp(each) for each in terms)
