"""The gate for a base that has no labels: fitted on ours, held to what a base makes against itself.

Weights of words learnt on one base do harm on the next, so it weighs little: likeness of meaning,
and contradictions. Its confidence is no share of right answers, which differs from base to base;
it is set so that from ANSWER_AT on no more than STRAYED of the near-misses are answered that the
bases make of their own wordings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.gate import read_model
from kb.answering.logistic import log_odds
from kb.answering.logistic_fitting import fit_plain
from kb.reports.curves import score_best
from kb.reports.examples import Example
from kb.reports.refit import Pool, blend, confidences, pool_of

Array = NDArray[np.float64]

ANSWER_AT = 0.80
STRAYED = 0.025


@dataclass(frozen=True, slots=True)
class Ground:
    """The examples of one base; `swapped` are its own near-misses."""

    examples: Sequence[Example]
    swapped: frozenset[str]


def fit_general(grounds: Sequence[Ground], version: str) -> dict[str, Any]:
    """What `read_gate` reads. Each base counts as much as any other."""
    gate: dict[str, Any] = {"version": version}
    for part, with_meaning in (("words", False), ("meaning", True)):
        pools = [pool_of(each.examples, with_meaning=with_meaning) for each in grounds]
        joined = _join(pools)
        fitted = fit_plain(joined.rows, joined.right, joined.weights, with_meaning=with_meaning)
        gate[part] = anchored(fitted, _threshold(fitted, grounds, pools), ANSWER_AT)
    return gate


def anchored(model: dict[str, Any], threshold: float, answer_at: float) -> dict[str, Any]:
    """The model with its confidences moved so that `threshold` becomes `answer_at`."""
    moved = float(log_odds(np.array(answer_at)) - log_odds(np.array(threshold)))
    if model["kind"] == "trees":
        return blend([model], [1.0], moved)
    return model | {"bias": round(model["bias"] + moved, 6)}


def _join(pools: Sequence[Pool]) -> Pool:
    return Pool(
        [question for each in pools for question in each.questions],
        np.concatenate([each.rows for each in pools]),
        np.concatenate([each.right for each in pools]),
        np.concatenate([each.weights * _evening(each, pools) for each in pools]),
    )


def _evening(pool: Pool, pools: Sequence[Pool]) -> float:
    return float(np.mean([each.weights.sum() for each in pools]) / pool.weights.sum())


def _threshold(model: dict[str, Any], grounds: Sequence[Ground], pools: Sequence[Pool]) -> float:
    """Above which STRAYED of all near-misses lie, as a mean over the bases."""
    reader = read_model(model)
    made = []
    for ground, pool in zip(grounds, pools, strict=True):
        said = confidences(reader, pool.rows)
        unanswerable = dict.fromkeys(sorted(ground.swapped), False)
        made.append(score_best(pool.questions, said, pool.right, unanswerable).confidence)
    for threshold in np.unique(np.concatenate(made)):
        if np.mean([float((each >= threshold).mean()) for each in made]) <= STRAYED:
            return float(threshold)
    return 1.0
