"""Promises made on labels drawn from a made-up base, and what becomes of them."""

from datetime import date

import numpy as np
import pytest

from kb.answering.evidence import Evidence
from kb.answering.fitting import feature_names
from kb.answering.gate import read_model
from kb.answering.logistic_fitting import columns
from kb.policy import AnsweringPolicy
from kb.reports.calibrating import calibrate_gate, version_of, with_thresholds
from kb.reports.draws import draw_labels
from kb.reports.examples import Example
from kb.reports.refit import Pool, cross_validate, pool_of
from kb.reports.replay import as_judged

STANDING = {
    "kind": "logistic",
    "features": ["likeness"],
    "closeness": ["likeness"],
    "bias": -12.0,
    "weights": [4.0],
}
GATE = {"words": STANDING | {"features": ["covered"], "closeness": []}, "meaning": STANDING}


def examples(count: int, *, with_meaning: bool = True, seed: int = 0) -> list[Example]:
    """One candidate a question; the nearer, the more often it is right."""
    chance = np.random.default_rng(seed)
    made = []
    for number in range(count):
        likeness = float(chance.uniform(0.9, 1.0))
        right = bool(chance.random() < 1 / (1 + np.exp(-160 * (likeness - 0.95))))
        evidence = Evidence(
            **(dict.fromkeys(Evidence._fields, 0.0) | {"likeness": likeness, "covered": likeness})
        )
        made.append(Example(f"q{number}", evidence, float(right), 1.0, with_meaning))
    return made


@pytest.fixture(scope="module")
def pool() -> Pool:
    return pool_of(examples(1500), with_meaning=True)


def test_promises_on_300_labels_are_kept_on_the_rest(pool: Pool) -> None:
    answerable = dict(zip(pool.questions, pool.right.tolist(), strict=True))
    found = list(
        draw_labels(pool, answerable, {"meaning": STANDING}, draws=20, labels=300, budget=0.05)
    )
    promised = [each for each in found if each.promise]
    assert len(promised) == 20
    assert sum(each.kept for each in promised) >= 18


def test_no_question_is_scored_by_a_model_that_has_seen_it(pool: Pool) -> None:
    twice = Pool(
        pool.questions * 2,
        np.vstack([pool.rows, pool.rows]),
        np.append(pool.right, pool.right),
        np.append(pool.weights, pool.weights),
    )
    asked: list[frozenset[str]] = []

    def fit(some: Pool) -> dict[str, object]:
        asked.append(frozenset(some.questions))
        return STANDING

    cross_validate("as it stands", fit, twice)
    left_out = [frozenset(twice.questions) - each for each in asked[:-1]]
    assert sum(map(len, left_out)) == len(set(twice.questions))
    assert frozenset().union(*left_out) == frozenset(twice.questions)


def test_calibrating_gives_a_gate_its_thresholds_and_their_version(pool: Pool) -> None:
    made = examples(300)
    labels = [
        as_judged(
            e.question,
            e.question,
            ["answer" if e.right else "handoff"],
            wanted=["x"] * int(e.right),
        )
        for e in made
    ]
    found = calibrate_gate(
        [*made, *examples(300, with_meaning=False)],
        labels,
        GATE,
        AnsweringPolicy(),
        budget=0.01,
        today=date(2026, 11, 22),
    )
    assert found.promise is not None
    assert found.promise.budget > 0.01
    assert found.thresholds["clarify_at"] <= found.thresholds["answer_at"]
    assert found.gate["version"] == version_of(labels, date(2026, 11, 22))
    model = read_model(found.gate["meaning"])
    near, far = np.zeros((2, len(feature_names(with_meaning=True))))
    near[columns(["likeness"])], far[columns(["likeness"])] = 0.99, 0.92
    rows = np.array([near, far])[:, columns(model.features)]
    sure, unsure = model.probabilities(rows)
    assert sure > unsure


def test_thresholds_are_written_into_the_file_and_its_comments_stay() -> None:
    text = "# 说明\nanswer_at = 0.80\n\n# 反问\nclarify_at = 0.6\nmargin = 0.05\n"
    once = with_thresholds(text, {"answer_at": 0.9, "clarify_at": 0.7}, "2026-11-22-abc")
    again = with_thresholds(once, {"answer_at": 0.91, "clarify_at": 0.7}, "2026-11-23-abd")
    assert again == (
        "# 由 courtside calibrate 定下，版本 2026-11-23-abd。\n"
        "# 说明\nanswer_at = 0.91\n\n# 反问\nclarify_at = 0.7\nmargin = 0.05\n"
    )
