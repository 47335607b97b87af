"""Sweeps over thresholds."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from kb.reports.curves import Scored, score_best
from kb.reports.plots import coverage, reliability

FOUR = Scored(
    np.array([0.9, 0.8, 0.7, 0.2]),
    np.array([True, False, True, False]),
    np.array([True, False, True, True]),
)


def test_a_threshold_is_told_by_what_it_answers() -> None:
    point = FOUR.at(0.75)
    assert (point.answered, point.wrong, point.strayed) == (2, 1, 1.0)
    assert point.resolved == pytest.approx(1 / 3)


def test_the_best_threshold_keeps_the_precision() -> None:
    best = FOUR.best_at(0.6)
    assert best is not None
    assert (best.threshold, best.answered) == (0.7, 3)


def test_a_right_answer_above_a_wrong_one_counts_for_the_auroc() -> None:
    assert FOUR.auroc() == 0.75


def test_the_best_candidate_speaks_for_its_question() -> None:
    found = score_best(
        ["a", "a", "b"],
        np.array([0.3, 0.6, 0.5]),
        np.array([True, False, True]),
        {"a": True, "b": True, "unheard": False},
    )
    assert found.confidence.tolist() == [0.6, 0.5, 0.0]
    assert found.right.tolist() == [False, True, False]


def test_pictures_are_well_formed_and_named() -> None:
    for picture in (coverage({"甲 < 乙": FOUR}), reliability(FOUR)):
        root = ET.fromstring(picture)
        assert root.attrib["aria-label"]
