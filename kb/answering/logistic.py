"""Gates that are one weighted sum, and mixtures of gates: what few labels, or none, can carry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.answering.evidence import FEATURES, Evidence

Array = NDArray[np.float64]

NEAREST = 1.02
"""An embedder gives most pairs a cosine above 0.8 and tells them apart near 1."""
SURE = 30.0
"""log-odds beyond which nothing changes any more"""


class Model(Protocol):
    @property
    def pick(self) -> Callable[[Evidence], tuple[float, ...]]: ...

    @property
    def features(self) -> tuple[str, ...]: ...

    def probabilities(self, rows: Array) -> Array: ...


@dataclass(frozen=True, eq=False)
class Logistic:
    """A weighted sum of the features, those that are likenesses seen as closeness."""

    features: tuple[str, ...]
    bias: float
    weights: Array
    closeness: NDArray[np.bool_]
    """(features,) which of them are taken as -ln(1.02 - x)"""

    @cached_property
    def pick(self) -> Callable[[Evidence], tuple[float, ...]]:
        return picker(self.features)

    def probabilities(self, rows: Array) -> Array:
        """(n, features) → (n,) in 0–1."""
        return from_log_odds(shaped(rows, self.closeness) @ self.weights + self.bias)


@dataclass(frozen=True, eq=False)
class Blend:
    """Several models, their log-odds weighed and moved: of one model alone, Platt's scaling."""

    models: tuple[Model, ...]
    bias: float
    weights: Array

    @cached_property
    def features(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for each in self.models for name in each.features))

    @cached_property
    def pick(self) -> Callable[[Evidence], tuple[float, ...]]:
        return picker(self.features)

    @cached_property
    def _columns(self) -> tuple[list[int], ...]:
        return tuple([self.features.index(n) for n in each.features] for each in self.models)

    def probabilities(self, rows: Array) -> Array:
        """(n, features) → (n,) in 0–1."""
        parts = zip(self.models, self._columns, self.weights, strict=True)
        odds = sum(w * log_odds(each.probabilities(rows[:, at])) for each, at, w in parts)
        return from_log_odds(np.asarray(odds) + self.bias)


def picker(features: Sequence[str]) -> Callable[[Evidence], tuple[float, ...]]:
    """The features of one piece of evidence, in their order."""
    if len(features) > 1:
        return attrgetter(*features)
    only: Callable[[Evidence], float] = attrgetter(features[0])
    return lambda evidence: (only(evidence),)


def shaped(rows: Array, closeness: NDArray[np.bool_]) -> Array:
    near = -np.log(NEAREST - np.clip(rows, 0.0, 1.0))
    return np.where(closeness, near, rows)


def log_odds(probabilities: Array) -> Array:
    inside = np.clip(probabilities, 1e-13, 1 - 1e-13)
    return np.asarray(np.log(inside / (1 - inside)))


def from_log_odds(odds: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -SURE, SURE))))


def read_logistic(data: Mapping[str, Any]) -> Logistic:
    features = known_features(data["features"])
    weights = np.array(data["weights"], dtype=np.float64)
    if weights.shape != (len(features),):
        raise ValueError("as many weights as features are wanted")
    closeness = np.array([name in data["closeness"] for name in features])
    return Logistic(features, float(data["bias"]), weights, closeness)


def read_blend(data: Mapping[str, Any], read: Callable[[dict[str, Any]], Model]) -> Blend:
    models = tuple(read(each) for each in data["models"])
    weights = np.array(data["weights"], dtype=np.float64)
    if not models or weights.shape != (len(models),):
        raise ValueError("as many weights as models are wanted")
    return Blend(models, float(data["bias"]), weights)


def known_features(names: Sequence[Any]) -> tuple[str, ...]:
    features = tuple(str(name) for name in names)
    unknown = sorted(set(features) - set(FEATURES))
    if unknown or not features:
        raise ValueError(f"unknown features: {unknown}")
    return features
