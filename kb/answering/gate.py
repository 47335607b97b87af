"""From evidence to the probability that this entry answers this question.

The gate is plain data, fitted by `courtside calibrate` and read at start: boosted trees over the
named features, their sum through the logistic function. No training library is needed to use it.
There is one set of trees for words alone and one for words and meaning.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.evidence import Evidence
from kb.errors import CorpusMistake

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trees:
    """Complete binary trees of one depth d: node n has the children 2n+1 (value <= threshold)
    and 2n+2. `feature` and `threshold` are (trees, 2^d - 1), `leaf` is (trees, 2^d)."""

    features: tuple[str, ...]
    bias: float
    feature: NDArray[np.intp]
    threshold: Array
    leaf: Array

    def probabilities(self, rows: Array) -> Array:
        """(n, features) → (n,) in 0–1."""
        trees = np.arange(len(self.feature))
        node = np.zeros((len(rows), len(trees)), dtype=np.intp)
        entry = np.arange(len(rows))[:, None]
        for _ in range(self.leaf.shape[1].bit_length() - 1):
            value = rows[entry, self.feature[trees, node]]
            node = 2 * node + 1 + (value > self.threshold[trees, node])
        scores = self.leaf[trees, node - self.feature.shape[1]].sum(axis=1) + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))))


@dataclass(frozen=True, eq=False)
class Gate:
    version: str
    words: Trees
    meaning: Trees

    def confidences(self, evidence: Sequence[Evidence], *, with_meaning: bool) -> list[float]:
        if not evidence:
            return []
        trees = self.meaning if with_meaning else self.words
        rows = [[getattr(each, name) for name in trees.features] for each in evidence]
        return [float(each) for each in trees.probabilities(np.array(rows, dtype=np.float64))]


def read_gate(path: Path) -> Gate:
    try:
        data = json.loads(path.read_text("utf-8"))
        return Gate(str(data["version"]), _trees(data["words"]), _trees(data["meaning"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusMistake(
            path, 1, "判断模型读不出来。", mend="请恢复它，或用 courtside calibrate 重新生成。"
        ) from error


def _trees(data: dict[str, Any]) -> Trees:
    features = tuple(str(name) for name in data["features"])
    unknown = sorted(set(features) - set(Evidence.__slots__))
    if unknown:
        raise ValueError(f"unknown features: {unknown}")
    return Trees(
        features=features,
        bias=float(data["bias"]),
        feature=np.array(data["feature"], dtype=np.intp),
        threshold=np.array(data["threshold"], dtype=np.float64),
        leaf=np.array(data["leaf"], dtype=np.float64),
    )
