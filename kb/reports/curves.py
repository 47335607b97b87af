"""What each threshold on the confidence would have done, on questions whose answer is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """Counts and shares at one threshold. `resolved`: of all answerable questions, those answered
    rightly; `strayed`: of the questions that must not be answered, those answered."""

    threshold: float
    answered: int
    wrong: int
    precision: float
    resolved: float
    strayed: float


@dataclass(frozen=True, slots=True)
class Bin:
    count: int
    said: float
    """mean confidence"""
    reached: float


@dataclass(frozen=True, eq=False)
class Scored:
    """The best candidate of each question."""

    confidence: Array
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]

    def at(self, threshold: float) -> Point:
        answered = self.confidence >= threshold
        count, right = int(answered.sum()), int((answered & self.right).sum())
        return Point(
            threshold=float(threshold),
            answered=count,
            wrong=count - right,
            precision=right / count if count else 1.0,
            resolved=right / max(1, int(self.answerable.sum())),
            strayed=_mean(answered[~self.answerable]),
        )

    def thresholds(self) -> Array:
        """Every confidence there is, highest first."""
        return np.unique(self.confidence)[::-1]

    def best_at(self, precision: float) -> Point | None:
        """The threshold that, with hindsight, resolves most at this precision or a better one."""
        points = [self.at(each) for each in self.thresholds()]
        good = [each for each in points if each.precision >= precision and each.answered]
        return max(good, key=lambda each: (each.resolved, each.threshold), default=None)

    def ranked_first(self) -> float:
        """R@1"""
        return _mean(self.right[self.answerable])

    def auroc(self) -> float:
        """How often a right best candidate stands above a wrong one; ties count half."""
        good, bad = self.confidence[self.right], self.confidence[~self.right]
        if not len(good) or not len(bad):
            return 0.5
        ordered = np.sort(bad)
        below = np.searchsorted(ordered, good, "left")
        level = np.searchsorted(ordered, good, "right") - below
        return float((below + level / 2).mean() / len(bad))

    def sweep(self, steps: int = 60) -> list[Point]:
        thresholds = self.thresholds()
        picked = np.unique(np.linspace(0, len(thresholds) - 1, steps).round().astype(int))
        return [self.at(thresholds[each]) for each in picked] if len(thresholds) else []

    def reliability(self, bins: int = 10) -> list[Bin]:
        """Of equal width in confidence; empty ones are left out."""
        place = np.minimum((self.confidence * bins).astype(int), bins - 1)
        return [
            Bin(
                int(inside.sum()),
                _mean(self.confidence[inside]),
                _mean(self.right[inside]),
            )
            for inside in (place == each for each in range(bins))
            if inside.any()
        ]


def score_best(
    questions: Sequence[str],
    confidence: Array,
    right: NDArray[np.bool_],
    answerable: dict[str, bool],
) -> Scored:
    """(rows,) of candidates → one each of `answerable`. A question without candidates counts as
    one with no confidence at all."""
    best: dict[str, int] = {}
    for at, question in enumerate(questions):
        if question in answerable and (
            question not in best or confidence[at] > confidence[best[question]]
        ):
            best[question] = at
    found = [best.get(question, -1) for question in answerable]
    return Scored(
        np.array([confidence[at] if at >= 0 else 0.0 for at in found]),
        np.array([bool(right[at]) if at >= 0 else False for at in found]),
        np.array(list(answerable.values()), dtype=np.bool_),
    )


def _mean(values: NDArray[np.generic]) -> float:
    return float(np.mean(values.astype(np.float64))) if len(values) else 0.0
