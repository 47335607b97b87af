"""Does a promise hold? Labels drawn again and again, calibrated on, and held to the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from kb.answering.assistant import Assistant
from kb.answering.gate import read_model
from kb.answering.judged import Judged
from kb.reports.certify import Promise, certify_strictest
from kb.reports.curves import Point, score_best
from kb.reports.examples import Examples, is_single
from kb.reports.refit import Pool, confidences, pool_of, refit
from kb.terms import DecisionKind


@dataclass(frozen=True, slots=True)
class Draw:
    """What was promised on the labels, and what came of it on all other questions."""

    way: str
    promise: Promise | None
    rest: Point | None

    @property
    def kept(self) -> bool:
        """A draw that promises nothing breaks no promise."""
        if self.promise is None or self.rest is None:
            return True
        return self.rest.precision >= self.promise.precision


def draw_labels(
    pool: Pool,
    answerable: Mapping[str, bool],
    standing: Mapping[str, Any],
    *,
    draws: int,
    labels: int,
    budget: float,
) -> Iterator[Draw]:
    questions = np.array(sorted(answerable))
    for seed in range(draws):
        picked = np.random.default_rng(seed).permutation(len(questions))[:labels]
        chosen = frozenset(str(each) for each in questions[picked])
        yield _draw(pool, answerable, standing, chosen, budget)


def _draw(
    pool: Pool,
    answerable: Mapping[str, bool],
    standing: Mapping[str, Any],
    chosen: frozenset[str],
    budget: float,
) -> Draw:
    inside = pool.among(chosen)
    labelled, rest = pool.take(inside), pool.take(~inside)
    fitted = refit(labelled, standing["meaning"], with_meaning=True)
    known = {each: answerable[each] for each in sorted(chosen)}
    scored = score_best(labelled.questions, fitted.held_out, labelled.right, known)
    promise = certify_strictest(scored, budget)
    if promise is None:
        return Draw(fitted.name, None, None)
    said = confidences(read_model(fitted.model), rest.rows)
    others = {each: value for each, value in answerable.items() if each not in chosen}
    reached = score_best(rest.questions, said, rest.right, others)
    return Draw(fitted.name, promise, reached.at(promise.point.threshold))


def gather_for_draws(
    assistant: Assistant, judged: Sequence[Judged], now: datetime
) -> tuple[Pool, dict[str, bool]]:
    singles = [each for each in judged if is_single(each)]
    pool = pool_of(Examples(assistant, now).of_judged(singles, 1.0), with_meaning=True)
    return pool, {each.question: DecisionKind.ANSWER in each.decisions for each in singles}
