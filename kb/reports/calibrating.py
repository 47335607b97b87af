"""Refitting the gate of a base, its threshold, and the promise that comes with it."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kb.answering.gate import read_model
from kb.answering.judged import Judged
from kb.answering.logistic import from_log_odds, log_odds
from kb.policy import AnsweringPolicy
from kb.reports.certify import Promise, certify_strictest
from kb.reports.curves import Scored, score_best
from kb.reports.examples import Example, is_single
from kb.reports.general import anchored
from kb.reports.refit import Pool, Refit, confidences, pool_of, refit
from kb.terms import DecisionKind

PARTS = ("words", "meaning")
NOTE = re.compile(r"^# 由 courtside calibrate .*\n", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class Calibrated:
    """`scored`: the labelled questions by a gate that was not fitted on them; None for `promise`
    when the labels can vouch for nothing, and thresholds then stay as they are."""

    gate: dict[str, Any]
    way: str
    questions: int
    scored: Scored
    standing: Scored
    promise: Promise | None
    thresholds: Mapping[str, float]


def calibrate_gate(
    examples: Sequence[Example],
    labels: Sequence[Judged],
    standing: Mapping[str, Any],
    policy: AnsweringPolicy,
    *,
    budget: float,
    today: date,
) -> Calibrated:
    """All examples are fitted on; `labels` alone, which people wrote, are promised on. `standing`
    is the gate in force, as its file has it."""
    known = answerable(labels)
    pools = {part: pool_of(examples, with_meaning=part == "meaning") for part in PARTS}
    fitted = {
        part: refit(pools[part], standing[part], with_meaning=part == "meaning") for part in PARTS
    }
    scored = {
        part: score_best(pools[part].questions, each.held_out, pools[part].right, known)
        for part, each in fitted.items()
    }
    promise = certify_strictest(scored["meaning"], budget)
    thresholds = _thresholds(promise, policy)
    gate = {"version": version_of(labels, today), "meaning": fitted["meaning"].model}
    gate["words"] = _levelled(fitted["words"], scored["words"], promise, thresholds)
    return Calibrated(
        gate=gate,
        way=fitted["meaning"].name,
        questions=len(set(pools["meaning"].questions)),
        scored=scored["meaning"],
        standing=_as_it_stands(pools["meaning"], standing["meaning"], known),
        promise=promise,
        thresholds=thresholds,
    )


def answerable(labels: Sequence[Judged]) -> dict[str, bool]:
    """The single questions that may be fitted on; whether an entry answers them."""
    singles = [each for each in labels if is_single(each) and not each.for_report]
    return {each.question: DecisionKind.ANSWER in each.decisions for each in singles}


def version_of(labels: Sequence[Judged], today: date) -> str:
    """The day, and what tells these labels from others."""
    told = "\n".join(sorted(_told(each) for each in labels if not each.for_report))
    return f"{today:%Y-%m-%d}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def with_thresholds(text: str, thresholds: Mapping[str, float], version: str) -> str:
    """A file of thresholds with these numbers in it; its comments stay."""
    for name, value in thresholds.items():
        text = re.sub(rf"^{name} *=.*$", f"{name} = {value}", text, flags=re.MULTILINE)
    return f"# 由 courtside calibrate 定下，版本 {version}。\n{NOTE.sub('', text)}"


def _told(judged: Judged) -> str:
    wanted = sorted("+".join(sorted(each)) for each in judged.wanted)
    return "\t".join([judged.question, *sorted(judged.decisions), *wanted])


def _thresholds(promise: Promise | None, policy: AnsweringPolicy) -> dict[str, float]:
    """Asking back begins as far below answering as it did, in log-odds."""
    if promise is None:
        return {"answer_at": policy.answer_at, "clarify_at": policy.clarify_at}
    answer_at = min(0.999, math.ceil(promise.point.threshold * 1000) / 1000)
    told, asked, began = log_odds(np.array([answer_at, policy.answer_at, policy.clarify_at]))
    clarify_at = float(from_log_odds(np.array(told - max(0.0, asked - began))))
    return {"answer_at": answer_at, "clarify_at": min(answer_at, round(clarify_at, 3))}


def _levelled(
    words: Refit, scored: Scored, promise: Promise | None, thresholds: Mapping[str, float]
) -> dict[str, Any]:
    """Words alone answer from the same confidence on, with the same budget; where they can vouch
    for none, only what is surer than every labelled question."""
    if promise is None:
        return words.model
    own = certify_strictest(scored, promise.budget)
    kept = own.point.threshold if own and own.budget == promise.budget else None
    highest = float(scored.confidence.max()) if len(scored.confidence) else 0.5
    return anchored(words.model, kept or min(highest, 1 - 1e-9), thresholds["answer_at"])


def _as_it_stands(pool: Pool, model: dict[str, Any], known: dict[str, bool]) -> Scored:
    said = confidences(read_model(model), pool.rows)
    return score_best(pool.questions, said, pool.right, known)
