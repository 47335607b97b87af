"""Fitting a weighted sum whose signs, and least sizes, are known beforehand. Needs numpy alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.fitting import DIRECTIONS, feature_names
from kb.answering.logistic import log_odds, shaped

Array = NDArray[np.float64]

PLAIN = ("likeness", "clash", "stray", "numbers_clash", "reversed", "asks_clash")
"""What holds in any base: weights of shared words, fitted on one base, harm on the next."""
LEADS = ("likeness", "lead", "likeness_lead")
WORDS = ("covered", "returned", "alike", "lead")
CONTRADICTIONS = frozenset({"clash", "stray", "numbers_clash", "reversed"})
CONTRADICTED = -2.5
"""the log-odds that a contradiction costs at least, though a base may have no example of it: enough
to keep the very likest from being answered"""
CLOSE = frozenset({"likeness"})
STEPS = 600
LESSER: Mapping[str, int] = {
    "returned": 1, "alike": 1, "overlap": 1, "asks_agree": 1,
    "unsaid": -1, "reversed": -1,
}  # fmt: skip
"""directions that trees need not be told"""


def fit_logistic(
    rows: Array,
    right: NDArray[np.bool_],
    weights: Array,
    features: Sequence[str],
    *,
    ridge: float = 1.0,
) -> dict[str, Any]:
    """(n, features), (n,), (n,) → what `read_logistic` reads."""
    close = np.array([name in CLOSE for name in features])
    points = shaped(rows, close)
    middle, spread = points.mean(axis=0), points.std(axis=0) + 1e-9
    low, high = _bounds(features)
    found, bias = _descend(
        (points - middle) / spread, right, weights, (low * spread, high * spread), ridge
    )
    slopes = found / spread
    return {
        "kind": "logistic",
        "features": list(features),
        "closeness": sorted(CLOSE & set(features)),
        "bias": round(float(bias - middle @ slopes), 6),
        "weights": [round(float(each), 6) for each in slopes],
    }


def fit_scale(confidences: Array, right: NDArray[np.bool_], weights: Array) -> tuple[float, float]:
    """Platt's scaling: the weight and the bias that make log-odds fit what was right."""
    points = log_odds(confidences)[:, None]
    middle, spread = float(points.mean()), float(points.std()) + 1e-9
    bounds = np.array([0.05 * spread]), np.array([np.inf])
    found, bias = _descend((points - middle) / spread, right, weights, bounds, 1.0)
    weight = float(found[0]) / spread
    return weight, bias - middle * weight


def fit_plain(
    rows: Array, right: NDArray[np.bool_], weights: Array, *, with_meaning: bool
) -> dict[str, Any]:
    """`rows` as `feature_names(with_meaning=True)` orders them."""
    names = PLAIN if with_meaning else (*WORDS, *PLAIN[1:])
    return fit_logistic(rows[:, columns(names)], right, weights, names)


def columns(names: Sequence[str]) -> list[int]:
    every = feature_names(with_meaning=True)
    return [every.index(name) for name in names]


def _bounds(features: Sequence[str]) -> tuple[Array, Array]:
    low, high = np.full(len(features), -np.inf), np.full(len(features), np.inf)
    for at, name in enumerate(features):
        direction = DIRECTIONS.get(name, LESSER.get(name, 0))
        if direction > 0:
            low[at] = 0.0
        elif direction < 0:
            high[at] = CONTRADICTED if name in CONTRADICTIONS else 0.0
    return low, high


def _descend(
    points: Array,
    right: NDArray[np.bool_],
    weights: Array,
    bounds: tuple[Array, Array],
    ridge: float,
) -> tuple[Array, float]:
    """Accelerated projected gradient (Beck & Teboulle 2009) on the log-loss with a ridge."""
    wide = np.column_stack([points, np.ones(len(points))])
    low, high = np.append(bounds[0], -np.inf), np.append(bounds[1], np.inf)
    penalty = np.append(np.full(points.shape[1], ridge), 0.0)
    curvature = np.linalg.eigvalsh(wide.T @ (wide * weights[:, None]))[-1] / 4 + ridge
    at = ahead = np.clip(np.zeros(wide.shape[1]), low, high)
    for step in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(wide @ ahead, -30, 30)))
        slope = wide.T @ (weights * (chance - right)) + penalty * ahead
        following = np.clip(ahead - slope / curvature, low, high)
        ahead = following + step / (step + 3) * (following - at)
        at = following
    return at[:-1], float(at[-1])
