"""From evidence to the probability that this entry answers this question.

The gate is plain data, fitted by `courtside calibrate` and read at start: boosted trees over the
named features, their sum through the logistic function; or a plainer model (`logistic.py`) for a
base with few labels or none. No training library is needed to use it.
There is one model for words alone and one for words and meaning.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.evidence import Evidence
from kb.answering.logistic import Model, known_features, read_blend, read_logistic
from kb.errors import CorpusMistake

Array = NDArray[np.float64]
_NODES = (1, 3, 7)
"""of a complete tree of depth 1, 2 and 3"""


@dataclass(frozen=True, eq=False)
class Trees:
    """Complete binary trees of one depth d, at most 3, of which each node asks whether a feature
    is above a threshold. The answers of one tree, a bit each, name the leaf they lead to."""

    features: tuple[str, ...]
    bias: float
    feature: NDArray[np.intp]
    """(trees, 8), padded with 0"""
    threshold: Array
    """(trees, 8), padded with infinity"""
    leaf: Array
    """(trees · 256,) by tree and answers"""
    first: NDArray[np.intp]
    """(trees,) where the leaves of each begin"""

    @cached_property
    def pick(self) -> Callable[[Evidence], tuple[float, ...]]:
        """The features that the trees look at, in their order."""
        return attrgetter(*self.features)

    def probabilities(self, rows: Array) -> Array:
        """(n, features) → (n,) in 0–1."""
        answers = np.packbits(rows[:, self.feature] > self.threshold, axis=2)[:, :, 0]
        scores = self.leaf[self.first + answers].sum(axis=1) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))


@dataclass(frozen=True, eq=False)
class Gate:
    version: str
    words: Model
    meaning: Model

    def confidences(self, evidence: Sequence[Evidence], *, with_meaning: bool) -> list[float]:
        if not evidence:
            return []
        model = self.meaning if with_meaning else self.words
        rows = np.array([model.pick(each) for each in evidence], dtype=np.float64)
        return [float(each) for each in model.probabilities(rows)]


def read_gate(path: Path) -> Gate:
    try:
        data = json.loads(path.read_text("utf-8"))
        return Gate(str(data["version"]), read_model(data["words"]), read_model(data["meaning"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusMistake(
            path, 1, "判断模型读不出来。", mend="请恢复它，或用 courtside calibrate 重新生成。"
        ) from error


def read_model(data: dict[str, Any]) -> Model:
    kind = data.get("kind", "trees")
    if kind == "logistic":
        return read_logistic(data)
    if kind == "blend":
        return read_blend(data, read_model)
    if kind != "trees":
        raise ValueError(f"unknown kind of model: {kind}")
    return _trees(data)


def _trees(data: dict[str, Any]) -> Trees:
    features = known_features(data["features"])
    feature = np.array(data["feature"], dtype=np.intp)
    leaf = np.array(data["leaf"], dtype=np.float64)
    trees, nodes = feature.shape
    if nodes not in _NODES or leaf.shape != (trees, nodes + 1):
        raise ValueError(f"trees of {nodes} nodes")
    beyond = ((0, 0), (0, 8 - nodes))
    threshold = np.array(data["threshold"], dtype=np.float64)
    return Trees(
        features=features,
        bias=float(data["bias"]),
        feature=np.pad(feature, beyond),
        threshold=np.pad(threshold, beyond, constant_values=np.inf),
        leaf=leaf[:, [_leaf(answers, nodes) for answers in range(256)]].ravel(),
        first=256 * np.arange(trees),
    )


def _leaf(answers: int, nodes: int) -> int:
    """Node n has the children 2n + 1 (no) and 2n + 2 (yes); its answer is bit n from the left."""
    node = 0
    while node < nodes:
        node = 2 * node + 1 + (answers >> (7 - node) & 1)
    return node - nodes
