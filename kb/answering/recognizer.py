"""Which entry a question is for, learnt from questions whose answer is known.

Kernel ridge regression (regularised least-squares classification, Rifkin, Yeo & Poggio 2003) with
one output for each entry and one for the questions known to be unanswered. Two questions are alike
by their vectors of meaning, exp(cosine - 1), and by the characters they are made of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kb.answering.grams import WIDTH, Grams, count_grams
from kb.answering.lessons import UNANSWERED, Lesson, labels_of, targets
from kb.text import Query

RIDGE = 0.05
CHARACTERS = 0.3
"""what likeness by characters counts beside likeness of meaning"""
RIDGE_OF_WORDS = 0.3
NARROW = 6.0
"""What is learnt late must not move what is far from it."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Recognized:
    """About 1 for the entry a question is sure to be for, about 0 for the others."""

    scores: Mapping[str, float]

    def of(self, key: str) -> float:
        return self.scores.get(key, 0.0)

    def over_unanswered(self, key: str) -> float:
        return self.of(key) - self.of(UNANSWERED)

    def lead(self, key: str) -> float:
        """Above the best other entry."""
        others = (s for name, s in self.scores.items() if name not in (key, UNANSWERED))
        return self.of(key) - max(others, default=0.0)


NOTHING = Recognized({})


@dataclass(frozen=True, eq=False)
class Points:
    """Vectors of meaning as the kernel takes them."""

    middle: Array
    """(d,) the mean of all vectors, which the embedder shares out to every text"""
    rows: Array
    """(n, d) of length 1"""

    def likeness(self, vectors: Array, sharpness: float = 1.0) -> Array:
        """(m, d) → (m, n)"""
        seen = _unit(vectors - self.middle)
        return np.asarray(np.exp(sharpness * (seen @ self.rows.T - 1)), np.float32)


@dataclass(frozen=True, eq=False)
class Late:
    """What was learnt after the rest, from few lessons: what the rest gets wrong on them."""

    points: Points
    weights: Array


@dataclass(frozen=True, eq=False)
class Gone:
    """Questions that it was learnt from and that hold no more."""

    vectors: Array
    said: Array
    """(n, labels): what is recognised at each of them"""


@dataclass(frozen=True, eq=False)
class Recognizer:
    labels: tuple[str, ...]
    grams: Grams
    table: Array
    """(WIDTH, labels): what each character tells"""
    points: Points | None = None
    """None for one that goes by words alone"""
    weights: Array = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """(n, labels)"""
    late: Late | None = None

    def recognize(self, query: Query, vector: Array | None = None) -> Recognized:
        rows = None if vector is None else vector[None, :]
        columns, values = self.grams.row(query.core)
        scores = values @ self.table[columns]
        if rows is not None:
            scores = scores + self.by_meaning(rows)[0]
        return Recognized(dict(zip(self.labels, scores.tolist(), strict=True)))

    def learn_late(
        self, lessons: Sequence[Lesson], vectors: Array, gone: Gone | None = None
    ) -> "Recognizer":
        """Also of entries it has not met, and forgets what is `gone`; replaces what was learnt
        late before."""
        if self.points is None:
            return self
        labels = (*self.labels, *(x for x in labels_of(lessons) if x not in self.labels))
        grown = _widened(replace(self, late=None), labels)
        known = grown.grams.rows([each.wording.core for each in lessons]) @ grown.table
        missed = targets(lessons, labels) - known - grown.by_meaning(vectors)
        if gone is not None:
            vectors = np.vstack([vectors, gone.vectors])
            more = len(labels) - gone.said.shape[1]
            missed = np.vstack([missed, -np.pad(gone.said, ((0, 0), (0, more)))])
        if not len(vectors):
            return grown
        points = Points(self.points.middle, _unit(vectors - self.points.middle))
        system = points.likeness(vectors, NARROW) + RIDGE * np.eye(len(vectors), dtype=np.float32)
        return replace(grown, late=Late(points, np.linalg.solve(system, missed)))

    def by_meaning(self, vectors: Array) -> Array:
        if self.points is None:
            return np.zeros((len(vectors), len(self.labels)), np.float32)
        scores = self.points.likeness(vectors) @ self.weights
        if self.late is not None:
            scores = scores + self.late.points.likeness(vectors, NARROW) @ self.late.weights
        return np.asarray(scores)


@dataclass(frozen=True, eq=False)
class Learnt:
    recognizer: Recognizer
    held_out: Mapping[str, Recognized]
    """each lesson, by its text as typed, as the others alone would recognise it"""


def learn(lessons: Sequence[Lesson], vectors: Array) -> Recognizer:
    system, features, grams, points = _system(lessons, vectors)
    labels = labels_of(lessons)
    weights = np.linalg.solve(system, targets(lessons, labels))
    return from_weights(labels, grams, features, points, weights)


def learn_holding_out(lessons: Sequence[Lesson], vectors: Array) -> Learnt:
    """The closed form of leaving one out in ridge regression: y - a / diag(inverse)."""
    system, features, grams, points = _system(lessons, vectors)
    labels = labels_of(lessons)
    wanted = targets(lessons, labels)
    inverse = np.asarray(np.linalg.inv(system), np.float32)
    weights = inverse @ wanted
    alone = wanted - weights / np.diag(inverse)[:, None]
    recognizer = from_weights(labels, grams, features, points, weights)
    return Learnt(recognizer, _by_text(lessons, labels, alone))


def learn_by_words(lessons: Sequence[Lesson]) -> Learnt:
    """Without vectors: the same on the characters alone, solved for the table itself."""
    grams = count_grams(each.wording.core for each in lessons)
    labels = labels_of(lessons)
    features = grams.rows([each.wording.core for each in lessons])
    wanted = targets(lessons, labels)
    inverse = np.linalg.inv(
        features.T @ features + RIDGE_OF_WORDS * np.eye(WIDTH, dtype=np.float32)
    )
    table = np.asarray(inverse @ (features.T @ wanted), np.float32)
    own = np.einsum("nd,nd->n", features @ inverse, features)
    alone = wanted - (wanted - features @ table) / (1 - own)[:, None]
    return Learnt(Recognizer(labels, grams, table), _by_text(lessons, labels, alone))


def from_weights(
    labels: tuple[str, ...], grams: Grams, features: Array, points: Points, weights: Array
) -> Recognizer:
    table = CHARACTERS * (features.T @ weights)
    return Recognizer(labels, grams, np.asarray(table, np.float32), points, weights)


def said_at_lessons(wanted: Array, weights: Array) -> Array:
    """(n, labels): what ridge regression says of the very points it was solved for."""
    return np.asarray(wanted - RIDGE * weights, np.float32)


def points_of(vectors: Array) -> Points:
    middle = vectors.mean(axis=0)
    return Points(middle, _unit(vectors - middle))


def _system(lessons: Sequence[Lesson], vectors: Array) -> tuple[Array, Array, Grams, Points]:
    grams = count_grams(each.wording.core for each in lessons)
    features = grams.rows([each.wording.core for each in lessons])
    points = points_of(vectors)
    system = points.likeness(vectors)
    system += CHARACTERS * (features @ features.T)
    system[np.diag_indices_from(system)] += RIDGE
    return system, features, grams, points


def _by_text(
    lessons: Sequence[Lesson], labels: Sequence[str], scores: Array
) -> dict[str, Recognized]:
    return {
        lesson.wording.raw: Recognized(dict(zip(labels, row.tolist(), strict=True)))
        for lesson, row in zip(lessons, scores, strict=True)
    }


def _widened(recognizer: Recognizer, labels: tuple[str, ...]) -> Recognizer:
    more = len(labels) - len(recognizer.labels)
    return replace(
        recognizer,
        labels=labels,
        table=np.pad(recognizer.table, ((0, 0), (0, more))),
        weights=np.pad(recognizer.weights, ((0, 0), (0, more))),
    )


def _unit(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
