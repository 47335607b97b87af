"""A gate for one base from its labels: few move the standing gate, many make one of their own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.fitting import feature_names, fit_trees
from kb.answering.gate import read_model
from kb.answering.logistic import Model
from kb.answering.logistic_fitting import LEADS, WORDS, columns, fit_logistic, fit_scale
from kb.reports.curves import Scored
from kb.reports.examples import Example

Array = NDArray[np.float64]
Fit = Callable[["Pool"], dict[str, Any]]

FOLDS = 5
MANY = 600
"""labelled questions from which on a gate of the base's own is tried"""


@dataclass(frozen=True, eq=False)
class Pool:
    """The candidates of labelled questions, a row each: (rows, every feature), (rows,) …"""

    questions: Sequence[str]
    rows: Array
    right: NDArray[np.bool_]
    weights: Array

    def take(self, chosen: NDArray[np.bool_]) -> "Pool":
        questions = [each for each, taken in zip(self.questions, chosen, strict=True) if taken]
        return Pool(questions, self.rows[chosen], self.right[chosen], self.weights[chosen])

    def among(self, questions: frozenset[str]) -> NDArray[np.bool_]:
        return np.array([each in questions for each in self.questions], dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Refit:
    name: str
    model: dict[str, Any]
    held_out: Array
    """(rows,) the confidence in each candidate by a model fitted on other questions"""
    order: float
    """AUROC of the best candidates by those confidences"""


def pool_of(examples: Iterable[Example], *, with_meaning: bool) -> Pool:
    """A candidate that is right by half is a row that is right and one that is not, half each."""
    names = feature_names(with_meaning=True)
    rows = [
        (each.question, [getattr(each.evidence, name) for name in names], right, weight)
        for each in examples
        if each.with_meaning is with_meaning
        for right, weight in ((True, each.right * each.weight), (False, _rest(each)))
        if weight > 0
    ]
    return Pool(
        [question for question, _, _, _ in rows],
        np.array([evidence for _, evidence, _, _ in rows]).reshape(len(rows), len(names)),
        np.array([right for _, _, right, _ in rows], dtype=np.bool_),
        np.array([weight for _, _, _, weight in rows]),
    )


def _rest(example: Example) -> float:
    return (1 - example.right) * example.weight


def refit(pool: Pool, standing: dict[str, Any], *, with_meaning: bool) -> Refit:
    """The way that best tells right from wrong best candidates on questions it was not fitted on;
    of equals the plainest."""
    tried = [
        cross_validate(name, fit, pool) for name, fit in _ways(pool, standing, with_meaning).items()
    ]
    return max(tried, key=lambda each: each.order)


def cross_validate(name: str, fit: Fit, pool: Pool, folds: int = FOLDS) -> Refit:
    """No question is in both what is fitted and what is scored."""
    held_out = np.zeros(len(pool.rows))
    fold = _folds(pool.questions, folds)
    for each in range(folds):
        inside = fold == each
        if inside.any():
            model = read_model(fit(pool.take(~inside)))
            held_out[inside] = confidences(model, pool.rows[inside])
    return Refit(name, fit(pool), held_out, _order(held_out, pool))


def confidences(model: Model, rows: Array) -> Array:
    """`rows` with every feature → (rows,)"""
    return model.probabilities(rows[:, columns(model.features)])


def _ways(pool: Pool, standing: dict[str, Any], with_meaning: bool) -> dict[str, Fit]:
    names = feature_names(with_meaning=with_meaning)
    few = LEADS if with_meaning else WORDS
    ways: dict[str, Fit] = {
        "platt": lambda some: _scaled(standing, some),
        "leads": lambda some: _logistic(few, some),
    }
    if len(set(pool.questions)) >= MANY:
        ways["blend"] = lambda some: _blended(names, some)
    return ways


def _scaled(standing: dict[str, Any], pool: Pool) -> dict[str, Any]:
    said = confidences(read_model(standing), pool.rows)
    best = _best(said, pool.questions)
    weight, bias = fit_scale(said[best], pool.right[best], pool.weights[best])
    return blend([standing], [weight], bias)


def _logistic(names: Sequence[str], pool: Pool) -> dict[str, Any]:
    return fit_logistic(pool.rows[:, columns(names)], pool.right, pool.weights, names)


def _blended(names: Sequence[str], pool: Pool) -> dict[str, Any]:
    trees = fit_trees(pool.rows[:, columns(names)], pool.right, pool.weights, names)
    return blend([trees, _logistic(names, pool)], [0.5, 0.5], 0.0)


def blend(
    models: Sequence[dict[str, Any]], weights: Sequence[float], bias: float
) -> dict[str, Any]:
    """What `read_blend` reads."""
    return {
        "kind": "blend",
        "models": list(models),
        "weights": [round(each, 6) for each in weights],
        "bias": round(bias, 6),
    }


def _folds(questions: Sequence[str], folds: int) -> NDArray[np.intp]:
    order = {each: at for at, each in enumerate(dict.fromkeys(questions))}
    shuffled = np.random.default_rng(0).permutation(len(order)) % folds
    return np.array([shuffled[order[each]] for each in questions], dtype=np.intp)


def _best(said: Array, questions: Sequence[str]) -> list[int]:
    """The best candidate of each question: on it alone a decision is taken."""
    best: dict[str, int] = {}
    for at, question in enumerate(questions):
        if question not in best or said[at] > said[best[question]]:
            best[question] = at
    return list(best.values())


def _order(said: Array, pool: Pool) -> float:
    best = _best(said, pool.questions)
    right = pool.right[best]
    return Scored(said[best], right, right).auroc()
