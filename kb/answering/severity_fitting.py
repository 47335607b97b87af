"""Fitting how serious a message sounds. Uses scikit-learn, which only those who calibrate need."""

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.examples import Example
from kb.answering.severity import (
    CATEGORIES,
    LEVELS,
    OUTPUTS,
    SPREAD,
    Array,
    Linear,
    Severity,
    grams_of,
    pack,
    signs_of,
    told_on,
)
from kb.answering.signs import Noticed, Signs
from kb.terms import Level
from kb.text import Query, fold

LEAST_SEEN = 3
"""grams of fewer examples are left out"""
FOLDS = 5
WORDS_C, MEANING_C = 30.0, 0.1
"""inverse strengths of regularisation"""

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Lesson:
    """The examples, looked at. A serious one stands twice, with its signs and without, at half the
    weight: the signs were written for many of these very examples and know messages of tomorrow
    less well."""

    examples: Sequence[Example]
    queries: Sequence[Query]
    noticed: Sequence[Noticed]
    vectors: Array
    """(examples, d)"""
    source: Rows
    """of each copy the number of its example"""
    with_signs: NDArray[np.bool_]
    weight: NDArray[np.float64]

    @cached_property
    def folds(self) -> NDArray[np.int64]:
        """Of each example; all that comes to the same words is in one fold."""
        return np.array([zlib.crc32(each.core.encode()) % FOLDS for each in self.queries])


def prepare(
    examples: Sequence[Example], queries: Sequence[Query], signs: Signs, vectors: Array
) -> Lesson:
    serious = np.array([each.level > Level.ONE for each in examples])
    twice = np.flatnonzero(serious)
    source = np.concatenate([np.arange(len(examples)), twice])
    return Lesson(
        examples=examples,
        queries=queries,
        noticed=[signs.notice(fold(each.text)) for each in examples],
        vectors=vectors,
        source=source,
        with_signs=np.arange(len(source)) < len(examples),
        weight=np.where(serious[source], 0.5, 1.0),
    )


def fit_severity(lesson: Lesson, version: str, embedder: str) -> dict[str, Any]:
    """What `read_severity` reads."""
    everything = np.arange(len(lesson.source))
    features, words = _fit_words(lesson, everything)
    return {
        "version": version,
        "embedder": embedder,
        "features": list(features),
        "words": pack(words),
        "meaning": pack(_fit_meaning(lesson, everything)),
    }


def hold_out(lesson: Lesson) -> Iterator[tuple[Rows, Severity]]:
    """For each fold its examples, and what was learnt from all other folds."""
    for number, (features, words) in enumerate(_without_fold(lesson)):
        others = np.flatnonzero(lesson.folds[lesson.source] != number)
        meaning = _fit_meaning(lesson, others)
        yield np.flatnonzero(lesson.folds == number), Severity("", features, words, meaning, "")


@lru_cache(maxsize=1)
def _without_fold(lesson: Lesson) -> list[tuple[Mapping[str, int], Linear]]:
    """The first models learnt from all folds but one, for each."""
    fold_of = lesson.folds[lesson.source]
    return [_fit_words(lesson, np.flatnonzero(fold_of != number)) for number in range(FOLDS)]


@lru_cache(maxsize=1)
def _told_by_others(lesson: Lesson) -> Array:
    """(copies, OUTPUTS): what a first model that has not seen the copy's example says of it."""
    told = np.zeros((len(lesson.source), OUTPUTS), np.float32)
    fold_of = lesson.folds[lesson.source]
    for number, (features, words) in enumerate(_without_fold(lesson)):
        model = Severity("", features, words, words, "")
        for copy in np.flatnonzero(fold_of == number):
            told[copy] = model.by_words(*_seen(lesson, int(copy))).logits
    return told


def _seen(lesson: Lesson, copy: int) -> tuple[Query, Noticed]:
    source = lesson.source[copy]
    return lesson.queries[source], lesson.noticed[source] if lesson.with_signs[copy] else Noticed()


def _fit_words(lesson: Lesson, copies: Rows) -> tuple[Mapping[str, int], Linear]:
    from sklearn.feature_extraction import DictVectorizer

    seen = [_seen(lesson, int(copy)) for copy in copies]
    counts = Counter(gram for query, _ in seen for gram in grams_of(query))
    rows = []
    for query, noticed in seen:
        grams = [gram for gram in grams_of(query) if counts[gram] >= LEAST_SEEN]
        row = dict.fromkeys(grams, 1 / np.sqrt(max(1, len(grams))))
        rows.append(row | dict.fromkeys(signs_of(noticed), 1.0))
    vectorizer = DictVectorizer(dtype=np.float64)
    matrix = vectorizer.fit_transform(rows)
    features = {name: row for row, name in enumerate(vectorizer.get_feature_names_out())}
    return features, _fit(matrix, lesson, copies, WORDS_C)


def _fit_meaning(lesson: Lesson, copies: Rows) -> Linear:
    vectors = lesson.vectors[lesson.source[copies]] * SPREAD
    told = told_on(_told_by_others(lesson)[copies])
    matrix = np.hstack([vectors, told]).astype(np.float64)
    return _fit(matrix, lesson, copies, MEANING_C)


def _fit(matrix: Any, lesson: Lesson, copies: Rows, strength: float) -> Linear:
    """`matrix`: (copies, features), dense or sparse."""
    from sklearn.linear_model import LogisticRegression

    examples = [lesson.examples[source] for source in lesson.source[copies]]
    weights, bias = [], []
    for wanted, classes in (
        ([LEVELS.index(each.level) for each in examples], LEVELS),
        ([CATEGORIES.index(each.category) for each in examples], CATEGORIES),
    ):
        model = LogisticRegression(C=strength, max_iter=1000)
        model.fit(matrix, wanted, sample_weight=lesson.weight[copies])
        if list(model.classes_) != list(range(len(classes))):
            raise ValueError(f"examples of every class are needed: {classes}")
        weights.append(model.coef_.T)
        bias.append(model.intercept_)
    return Linear(np.hstack(weights).astype(np.float32), np.concatenate(bias).astype(np.float32))
