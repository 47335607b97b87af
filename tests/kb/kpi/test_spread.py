from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.kpi.scoring import points_on
from kb.kpi.spread import mean, median, percent, percentile, rounded

CURVE = ((Decimal(50), Decimal(0)), (Decimal(80), Decimal(60)), (Decimal(95), Decimal(100)))


@pytest.mark.parametrize(
    ("values", "of_mean", "of_median", "p90"),
    [
        ([], None, None, None),
        ([4], 4, 4, 4),
        ([1, 2], Fraction(3, 2), Fraction(3, 2), 2),
        ([15, 4, 12, 4, 6], Fraction(41, 5), 6, 15),
        (list(range(1, 11)), Fraction(11, 2), Fraction(11, 2), 9),
        (list(range(1, 12)), 6, 6, 10),
    ],
)
def test_spreads(values: list[int], of_mean: object, of_median: object, p90: object) -> None:
    assert (mean(values), median(values), percentile(values, 90)) == (of_mean, of_median, p90)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(2, 3), "0.67"),
        (0, "0.00"),
        (Decimal("1.004999"), "1.00"),
    ],
)
def test_a_half_is_rounded_up(value: Fraction, text: str) -> None:
    assert str(rounded(value)) == text


def test_nothing_of_nothing_is_no_percentage() -> None:
    assert percent(0, 0) is None
    assert str(percent(2, 3)) == "66.67"


@pytest.mark.parametrize(
    ("value", "points"),
    [("0", "0.00"), ("50", "0.00"), ("65", "30.00"), ("80", "60.00"), ("87.5", "80.00"),
     ("100", "100.00")],
)  # fmt: skip
def test_points_lie_on_the_curve_and_are_flat_beyond(value: str, points: str) -> None:
    assert str(points_on(CURVE, Decimal(value))) == points


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40), st.randoms())
@settings(max_examples=100)
def test_the_order_of_cases_changes_nothing(values: list[int], chance: object) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert mean(shuffled) == mean(values)
    assert median(shuffled) == median(values)
    low, high = min(values), max(values)
    assert low <= median(values) <= percentile(values, 90) <= high
