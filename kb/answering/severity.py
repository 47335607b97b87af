"""How serious a message sounds and what it is about, learnt from examples (corpus/triage).

Two logistic models on top of each other. The first reads the characters, words and signs of the
message and takes some ten microseconds. The second reads the embedder's vector beside what the
first has said. Both are plain data, fitted by `courtside calibrate triage`.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.signs import Noticed
from kb.errors import CorpusMistake
from kb.terms import Category, Level
from kb.text import Query

LEVELS = tuple(Level)
CATEGORIES = tuple(Category)
OUTPUTS = len(LEVELS) + len(CATEGORIES)
MOST_TOLD = 8.0
"""bounds what the first model tells the second"""
SPREAD = 10.0
"""vectors of an embedder lie close together"""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Leaning:
    """Probabilities, and the logits that they come from."""

    logits: Array
    """(OUTPUTS,): levels, then categories"""

    def level(self, level: Level) -> float:
        return _shares(self.logits[: len(LEVELS)].tolist())[level - 1]

    @property
    def serious(self) -> float:
        """That it is not of level 1."""
        return 1 - self.level(Level.ONE)

    @property
    def category(self) -> tuple[Category, float]:
        shares = _shares(self.logits[len(LEVELS) :].tolist())
        best = max(shares)
        return CATEGORIES[shares.index(best)], best


@dataclass(frozen=True, eq=False)
class Linear:
    weights: Array
    """(features, OUTPUTS)"""
    bias: Array


@dataclass(frozen=True, eq=False)
class Severity:
    version: str
    features: Mapping[str, int]
    """the row of each gram, word and sign in `words.weights`"""
    words: Linear
    meaning: Linear
    embedder: str
    """whose vectors `meaning` was fitted on"""

    def by_words(self, query: Query, noticed: Noticed) -> Leaning:
        known = self.features
        grams = [row for each in grams_of(query) if (row := known.get(each)) is not None]
        signs = [row for each in signs_of(noticed) if (row := known.get(each)) is not None]
        weights, logits = self.words.weights, self.words.bias
        if signs:
            logits = logits + weights.take(signs, axis=0).sum(axis=0)
        if grams:
            logits = logits + weights.take(grams, axis=0).sum(axis=0) / np.float32(sqrt(len(grams)))
        return Leaning(logits)

    def by_meaning(self, leaning: Leaning, vector: Array) -> Leaning:
        told = np.concatenate([vector * SPREAD, told_on(leaning.logits)])
        return Leaning(told @ self.meaning.weights + self.meaning.bias)


def told_on(logits: Array) -> Array:
    """(…, OUTPUTS) → the same, each of the two groups about its middle and bounded."""
    levels, categories = np.split(logits, [len(LEVELS)], axis=-1)
    parts = [each - each.mean(axis=-1, keepdims=True) for each in (levels, categories)]
    return np.asarray(np.clip(np.concatenate(parts, axis=-1), -MOST_TOLD, MOST_TOLD))


def grams_of(query: Query) -> set[str]:
    """Runs of one to three characters, the ends of the text marked, and words."""
    text = f"^{query.text}$"
    size = len(text)
    grams = {f"{word} " for word in query.words}
    for length in (1, 2, 3):
        grams.update(text[at : at + length] for at in range(size - length + 1))
    return grams


def signs_of(noticed: Noticed) -> list[str]:
    asked_about = noticed.mentioned if noticed.mentioned > noticed.level else Level.ONE
    found = {
        f"@level {noticed.level}": noticed.level > Level.ONE,
        f"@asked about {asked_about}": asked_about > Level.ONE,
        "@only asking": noticed.only_asking,
        "@happened": noticed.happened,
        "@demanding": noticed.demanding,
    }
    return [name for name, holds in found.items() if holds]


def read_severity(path: Path) -> Severity:
    try:
        data = json.loads(path.read_text("utf-8"))
        return Severity(
            version=str(data["version"]),
            features={name: row for row, name in enumerate(data["features"])},
            words=_unpack(data["words"]),
            meaning=_unpack(data["meaning"]),
            embedder=str(data["embedder"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CorpusMistake(
            path,
            1,
            "分级模型读不出来。",
            mend="请恢复它，或用 courtside calibrate triage 重新生成。",
        ) from error


def pack(linear: Linear) -> dict[str, Any]:
    """Weights in steps of a 127th of each output's largest."""
    scale = np.abs(linear.weights).max(axis=0) / 127
    steps = np.round(linear.weights / scale).astype(np.int8)
    return {
        "bias": [round(float(each), 4) for each in linear.bias],
        "scale": [round(float(each), 7) for each in scale],
        "weights": base64.b64encode(steps.tobytes()).decode(),
    }


def _unpack(data: Mapping[str, Any]) -> Linear:
    steps = np.frombuffer(base64.b64decode(data["weights"]), dtype=np.int8)
    scale = np.array(data["scale"], dtype=np.float32)
    weights = steps.reshape(-1, OUTPUTS).astype(np.float32) * scale
    return Linear(weights, np.array(data["bias"], dtype=np.float32))


def _shares(logits: Sequence[float]) -> list[float]:
    """For a handful of numbers Python is faster than an array."""
    highest = max(logits)
    powers = [exp(each - highest) for each in logits]
    total = sum(powers)
    return [power / total for power in powers]
