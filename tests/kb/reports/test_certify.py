"""What labels can vouch for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reports.certify import certify, certify_strictest, error_bound, fewest_answers
from kb.reports.curves import Scored


def scored(marks: list[bool]) -> Scored:
    """Right or wrong, the surest first; every question has an answer."""
    confidence = np.linspace(0.99, 0.01, len(marks)) if marks else np.zeros(0)
    return Scored(confidence, np.array(marks, dtype=bool), np.ones(len(marks), dtype=bool))


@pytest.mark.parametrize(
    ("wrong", "answered", "bound"), [(0, 299, 0.00997), (0, 59, 0.0495), (3, 100, 0.0757)]
)
def test_the_bound_is_that_of_clopper_and_pearson(wrong: int, answered: int, bound: float) -> None:
    assert error_bound(wrong, answered) == pytest.approx(bound, abs=2e-4)


@pytest.mark.parametrize(("budget", "fewest"), [(0.01, 368), (0.05, 72), (0.1, 36)])
def test_so_many_answers_without_an_error_are_needed(budget: float, fewest: int) -> None:
    assert fewest_answers(budget) == fewest
    assert error_bound(0, fewest, 0.975) <= budget < error_bound(0, fewest - 1, 0.975)


def test_too_few_labels_vouch_for_a_wider_budget_only() -> None:
    labels = scored([True] * 100)
    assert certify(labels, 0.01) is None
    promise = certify_strictest(labels, 0.01)
    assert promise is not None
    assert promise.budget == 0.05


def test_the_threshold_stays_above_the_wrong_answers() -> None:
    promise = certify(scored([True] * 150 + [False] * 150), 0.05)
    assert promise is not None
    assert promise.point.wrong <= 3
    assert promise.point.answered < 170


def test_wrong_answers_at_the_top_vouch_for_nothing() -> None:
    assert certify_strictest(scored([False] * 300), 0.01) is None


def test_a_promise_on_chance_labels_is_broken_seldom() -> None:
    """Of 400 samples of answers of which 6 % are wrong, few are promised to have at most 5 %."""
    chance = np.random.default_rng(0)
    broken = sum(
        certify(scored(list(chance.random(300) > 0.06)), 0.05) is not None for _ in range(400)
    )
    assert broken <= 0.05 * 400


@given(st.lists(st.booleans(), max_size=200))
def test_what_is_promised_is_within_the_bound(marks: list[bool]) -> None:
    promise = certify_strictest(scored(marks), 0.05)
    if promise is not None:
        assert promise.point.wrong <= promise.budget * promise.point.answered
        assert promise.bound <= promise.budget
