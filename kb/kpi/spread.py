"""Means, medians and percentiles, exact until they are rounded once, half up, to two places."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")

Exact = int | Decimal | Fraction


def rounded(value: Exact) -> Decimal:
    exact = Fraction(value) * 100
    # Half up, away from zero: what a person does on paper.
    whole = abs(exact) + Fraction(1, 2)
    cents = whole.numerator // whole.denominator
    return Decimal(cents if exact >= 0 else -cents).scaleb(-2).quantize(CENT, ROUND_HALF_UP)


def mean(values: Iterable[Exact]) -> Fraction | None:
    known = [Fraction(each) for each in values]
    return sum(known, Fraction()) / len(known) if known else None


def median(values: Sequence[Exact]) -> Fraction | None:
    known = sorted(Fraction(each) for each in values)
    return mean(known[(len(known) - 1) // 2 : len(known) // 2 + 1])


def percentile(values: Sequence[Exact], share: int) -> Fraction | None:
    """The smallest of them that so many percent do not exceed."""
    known = sorted(Fraction(each) for each in values)
    return known[-(-share * len(known) // 100) - 1] if known else None


def percent(part: int, whole: int) -> Decimal | None:
    return rounded(Fraction(100 * part, whole)) if whole else None
