"""Gates that are sums, and their fitting."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from house import ROOT
from kb.answering.evidence import Evidence
from kb.answering.gate import read_gate, read_model
from kb.answering.logistic_fitting import fit_logistic, fit_scale
from kb.errors import CorpusMistake

GENERAL = ROOT / "corpus/policy/general/gate.json"
SUM: dict[str, Any] = {
    "kind": "logistic",
    "features": ["likeness", "reversed"],
    "closeness": ["likeness"],
    "bias": -12.0,
    "weights": [4.0, -1.0],
}


def evidence(**more: float) -> Evidence:
    return Evidence(**(dict.fromkeys(Evidence._fields, 0.0) | more))


def test_the_nearer_the_surer_and_a_contradiction_tells_against() -> None:
    gate = read_gate(GENERAL)
    told = [
        evidence(likeness=0.95),
        evidence(likeness=0.98),
        evidence(likeness=0.99),
        evidence(likeness=0.99, reversed=1.0),
    ]
    far, near, nearest, reversed_ = gate.confidences(told, with_meaning=True)
    assert far < near < nearest
    assert reversed_ < nearest


def test_a_blend_of_one_model_with_weight_one_is_that_model() -> None:
    rows = np.array([[0.97, 0.0], [0.99, 1.0]])
    blend = {"kind": "blend", "models": [SUM], "weights": [1.0], "bias": 0.0}
    assert read_model(blend).probabilities(rows) == pytest.approx(
        read_model(SUM).probabilities(rows)
    )


@pytest.mark.parametrize(
    "broken",
    [{"kind": "oracle"}, {"weights": [1.0]}, {"features": ["guess", "reversed"]}],
)
def test_a_broken_model_is_told_with_its_file(tmp_path: Path, broken: dict[str, Any]) -> None:
    path = tmp_path / "gate.json"
    path.write_text(json.dumps({"version": "1", "words": SUM, "meaning": SUM | broken}), "utf-8")
    with pytest.raises(CorpusMistake, match=r"gate\.json"):
        read_gate(path)


def test_no_weight_is_fitted_against_its_direction() -> None:
    """Here the labels say the contrary of what makes sense."""
    chance = np.random.default_rng(0)
    rows = chance.random((400, 2))
    right = rows[:, 0] < 0.5
    fitted = fit_logistic(rows, right, np.ones(400), ["covered", "reversed"])
    assert fitted["weights"][0] == 0
    assert fitted["weights"][1] <= -2.5


def test_platts_scaling_brings_confidences_to_the_shares_that_were_right() -> None:
    chance = np.random.default_rng(1)
    said = chance.uniform(0.05, 0.95, 4000)
    right = chance.random(4000) < 1 / (1 + np.exp(-(2 * np.log(said / (1 - said)) - 1)))
    weight, bias = fit_scale(said, right, np.ones(4000))
    assert weight == pytest.approx(2, abs=0.2)
    assert bias == pytest.approx(-1, abs=0.2)
