"""Which entry a question is for, learnt from the base's own wordings.

Kernel ridge regression (regularised least-squares classification, Rifkin, Yeo & Poggio 2003) on the
vectors of all wordings, with one output for each entry and one for the questions known to be
unanswered. Solved anew when the base changes, in about a second for 3,000 wordings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.search import Meaning, ResidentIndex

UNANSWERED = ""
"""the label of questions that no entry answers"""
RIDGE = 0.1
MOST_WORDINGS = 6000
"""beyond it solving takes too long to follow publications"""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recognized:
    """About 1 for the entry a question is sure to be for, about 0 for the others."""

    scores: dict[str, float]

    def of(self, key: str) -> float:
        return self.scores.get(key, 0.0)

    def over_unanswered(self, key: str) -> float:
        return self.of(key) - self.of(UNANSWERED)

    def lead(self, key: str) -> float:
        """Above the best other entry."""
        others = (s for name, s in self.scores.items() if name not in (key, UNANSWERED))
        return self.of(key) - max(others, default=0.0)


@dataclass(frozen=True, eq=False)
class Recognizer:
    labels: tuple[str, ...]
    middle: Array
    """(d,) the mean of all vectors, which the embedder shares out to every text"""
    points: Array
    """(n, d) of length 1"""
    weights: Array
    """(n, labels)"""
    held_out: dict[str, Recognized]
    """each wording as the others alone would recognise it: for fitting only"""

    def recognize(self, vector: NDArray[np.float32]) -> Recognized:
        point = _unit(vector[None, :] - self.middle)
        scores = _kernel(point, self.points)[0] @ self.weights
        return Recognized(dict(zip(self.labels, map(float, scores), strict=True)))


def learn(
    index: ResidentIndex, unanswered: ResidentIndex, meaning: Meaning, *, hold_out: bool = False
) -> Recognizer | None:
    """None for a base too small or too large for it."""
    named = [
        (document.entry.id, wording)
        for document in index.documents.values()
        for wording in document.wordings
    ]
    named += [
        (UNANSWERED, wording)
        for document in unanswered.documents.values()
        for wording in document.wordings
    ]
    entries = len(index.documents)
    if not entries or not 5 * entries <= len(named) <= MOST_WORDINGS:
        return None
    meaning.prepare([*index.documents.values(), *unanswered.documents.values()])
    vectors = meaning.vectors([wording.text for _, wording in named]).astype(np.float64)
    labels = tuple(sorted({label for label, _ in named}))
    wanted = np.array([[float(label == each) for each in labels] for label, _ in named])
    middle = vectors.mean(axis=0)
    points = _unit(vectors - middle)
    system = _kernel(points, points) + RIDGE * np.eye(len(points))
    weights = np.linalg.solve(system, wanted)
    held_out = {}
    if hold_out:
        alone = _leave_one_out(system, weights, wanted)
        held_out = _by_text([wording.raw for _, wording in named], labels, alone)
    return Recognizer(labels, middle, points, weights, held_out)


def _leave_one_out(system: Array, weights: Array, wanted: Array) -> Array:
    """The closed form of ridge regression: y - a / diag(inverse)."""
    return wanted - weights / np.diag(np.linalg.inv(system))[:, None]


def _by_text(texts: Sequence[str], labels: Sequence[str], scores: Array) -> dict[str, Recognized]:
    return {
        text: Recognized(dict(zip(labels, map(float, row), strict=True)))
        for text, row in zip(texts, scores, strict=True)
    }


def _kernel(left: Array, right: Array) -> Array:
    return np.asarray(np.exp(left @ right.T - 1))


def _unit(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
