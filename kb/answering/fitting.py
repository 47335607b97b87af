"""Fitting the gate: gradient-boosted trees, each feature held to the direction that makes sense.

Uses scikit-learn, which only those who calibrate need; the fitted trees are plain data.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.evidence import FEATURES, MEANING_FEATURES

Array = NDArray[np.float64]

DEPTH = 3
DIRECTIONS: Mapping[str, int] = {
    "covered": 1,
    "covered_by_entry": 1,
    "stranger": -1,
    "neighbour": -1,
    "clash": -1,
    "stray": -1,
    "asks_clash": -1,
    "numbers_clash": -1,
    "lead": 1,
    "likeness": 1,
    "likeness_lead": 1,
    "recognized": 1,
    "recognized_over_unanswered": 1,
    "recognized_lead": 1,
}
"""More of the first may only help an entry, more of the second only harm it."""


def feature_names(*, with_meaning: bool) -> tuple[str, ...]:
    return tuple(n for n in FEATURES if with_meaning or n not in MEANING_FEATURES)


def fit_trees(
    rows: Array,
    right: NDArray[np.bool_],
    weights: Array,
    features: Sequence[str],
    *,
    trees: int = 200,
) -> dict[str, Any]:
    """(n, features), (n,), (n,) → what `gate._trees` reads."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=trees,
        max_depth=DEPTH,
        learning_rate=0.08,
        min_samples_leaf=20,
        l2_regularization=1.0,
        monotonic_cst=[DIRECTIONS.get(name, 0) for name in features],
        early_stopping=False,
        random_state=0,
    )
    model.fit(rows, right, sample_weight=weights)
    grown = [_complete(each[0].nodes) for each in model._predictors]
    return {
        "features": list(features),
        "bias": float(np.ravel(model._baseline_prediction)[0]),
        "feature": [tree[0] for tree in grown],
        "threshold": [tree[1] for tree in grown],
        "leaf": [tree[2] for tree in grown],
    }


def _complete(nodes: NDArray[Any]) -> tuple[list[int], list[float], list[float]]:
    """A grown tree as a complete one of DEPTH; below a leaf every path has the leaf's value."""
    inner = 2**DEPTH - 1
    feature, threshold = [0] * inner, [0.0] * inner
    leaf = [0.0] * (inner + 1)

    def place(node: int, at: int) -> None:
        grown = nodes[node]
        if at >= inner:
            leaf[at - inner] = round(float(grown["value"]), 6)
        elif grown["is_leaf"]:
            place(node, 2 * at + 1)
            place(node, 2 * at + 2)
        else:
            feature[at] = int(grown["feature_idx"])
            threshold[at] = round(float(grown["num_threshold"]), 6)
            place(int(grown["left"]), 2 * at + 1)
            place(int(grown["right"]), 2 * at + 2)

    place(0, 0)
    return feature, threshold, leaf
