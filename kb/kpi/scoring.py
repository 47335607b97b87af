"""From figures to points, from points to a score and a grade."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from kb.kpi.figure import Figure
from kb.kpi.spread import percent, rounded
from kb.policy.kpi import KpiPolicy, ScoredPart


@dataclass(frozen=True, slots=True)
class Part:
    """What one measure brings. `points`: 0…100, None where nothing was measured: then its weight
    falls to the other parts."""

    measure: str
    value: Decimal | None
    target: Decimal
    points: Decimal | None
    weight: int


@dataclass(frozen=True, slots=True)
class Scored:
    """`measured`: so many percent of the weights had a figure. `grade`: the name of its band."""

    parts: tuple[Part, ...]
    measured: Decimal
    score: Decimal | None
    grade: str | None


def score(figures: Iterable[Figure], parts: Iterable[ScoredPart], policy: KpiPolicy) -> Scored:
    known = {each.measure: each.value for each in figures}
    made = tuple(_part(each, known) for each in parts)
    counted = [(each.weight, each.points) for each in made if each.points is not None]
    weights = sum(weight for weight, _ in counted)
    measured = percent(weights, sum(each.weight for each in made)) or Decimal()
    if not weights or measured < policy.least_share:
        return Scored(made, measured, None, None)
    total = sum((Fraction(points) * weight for weight, points in counted), Fraction())
    reached = rounded(total / weights)
    return Scored(made, measured, reached, grade_of(reached, policy))


def grade_of(reached: Decimal, policy: KpiPolicy) -> str:
    return next(each.name for each in policy.grades if reached >= each.at_least)


def points_on(curve: Iterable[tuple[Decimal, Decimal]], value: Decimal) -> Decimal:
    corners = [(Fraction(x), Fraction(y)) for x, y in curve]
    at = min(max(Fraction(value), corners[0][0]), corners[-1][0])
    for (left, low), (right, high) in pairwise(corners):
        if at <= right:
            return rounded(low + (high - low) * (at - left) / (right - left))
    raise AssertionError("the last corner is not exceeded")


def _part(part: ScoredPart, known: Mapping[str, Decimal | None]) -> Part:
    value = known.get(part.measure)
    points = None if value is None else points_on(part.curve, value)
    return Part(part.measure, value, part.target, points, part.weight)
