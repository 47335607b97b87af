"""Fitting the gate of a base: on its own wordings, each held out in turn, and on judged questions.

Questions kept for the report are never seen here.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.answering.assistant import Assistant, hidden_because
from kb.answering.evidence import Evidence, Weigher
from kb.answering.fitting import feature_names, fit_trees
from kb.answering.judged import Judged
from kb.answering.rank import Signals, candidates
from kb.answering.recognizer import Recognized, Recognizer, learn
from kb.search import Document, ResidentIndex, change_index
from kb.terms import Audience, DecisionKind

HELD_OUT = 22
"""of how many wordings of an entry each is asked as if it were not in the base"""
JUDGED = 2.0
"""what a question judged by people weighs beside one of those"""


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    evidence: Evidence
    right: bool
    weight: float


class Examples:
    """Makes examples for one base; holds the recognizer whose held-out scores they are given."""

    def __init__(self, assistant: Assistant, now: datetime, seed: int = 1) -> None:
        self._assistant = assistant
        self._now = now
        self._index = assistant.snapshot()
        self._weigher = Weigher(self._index, assistant.analyzer)
        self._chance = random.Random(seed)  # noqa: S311
        self._recognizer: Recognizer | None = None
        if assistant.meaning and assistant.recognizing:
            unanswered = assistant.refusals.index
            meaning = assistant.meaning
            self._recognizer = learn(self._index, unanswered, meaning, hold_out=True)

    def of_wordings(self) -> Iterator[Example]:
        for document in self._index.documents.values():
            if self._shown(document):
                wordings = list(document.wordings[1:])
                self._chance.shuffle(wordings)
                for wording in wordings[:HELD_OUT]:
                    others = tuple(each for each in document.wordings if each is not wording)
                    index = change_index(self._index, [replace(document, wordings=others)], [], 0)
                    gold = frozenset({document.entry.id})
                    yield from self._ask(wording.raw, gold, index, 1.0)

    def of_judged(self, questions: Iterable[Judged], weight: float) -> Iterator[Example]:
        for each in questions:
            if is_single(each):
                yield from self._ask(each.question, each.answers, self._index, weight)

    def _ask(
        self, question: str, gold: frozenset[str], index: ResidentIndex, weight: float
    ) -> Iterator[Example]:
        assistant = self._assistant
        query = assistant.analyzer.analyze(question)
        meaning = assistant.meaning
        refused = assistant.refusals.nearest(query, self._weigher.weight, meaning, but=question)
        signals = Signals(meaning, refused, self._recognize(question, query.text))
        for found in candidates(query, index, self._weigher, signals, self._shown):
            right = found.document.entry.id in gold
            yield Example(question, found.evidence, right, weight)

    def _recognize(self, question: str, text: str) -> Recognized:
        if self._recognizer is None or self._assistant.meaning is None:
            return Recognized({})
        held_out = self._recognizer.held_out.get(question)
        return held_out or self._recognizer.recognize(self._assistant.meaning.vector(text))

    def _shown(self, document: Document) -> bool:
        return hidden_because(document, Audience.MEMBER, self._now) is None


def is_single(judged: Judged) -> bool:
    """One question, standing by itself, for the base to answer or to leave."""
    one = not judged.before and all(len(wanted) == 1 for wanted in judged.wanted)
    talk = DecisionKind.SMALLTALK in judged.decisions
    return one and judged.level == 1 and not talk


def fit_gate(examples: Sequence[Example], version: str) -> dict[str, Any]:
    """What `read_gate` reads."""
    right = np.array([each.right for each in examples])
    weights = np.array([each.weight for each in examples])
    gate: dict[str, Any] = {"version": version}
    for part, with_meaning in (("words", False), ("meaning", True)):
        names = feature_names(with_meaning=with_meaning)
        gate[part] = fit_trees(_rows(examples, names), right, weights, names)
    return gate


def _rows(examples: Sequence[Example], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[getattr(each.evidence, name) for name in names] for each in examples])


def gather_examples(
    assistant: Assistant,
    judged: Sequence[Judged],
    training: Sequence[Judged],
    *,
    now: datetime,
    progress: Callable[[], object],
) -> list[Example]:
    source = Examples(assistant, now)
    # Training answers stand in the base as variants and are held out there.
    refusals = [each for each in training if DecisionKind.ANSWER not in each.decisions]
    found: list[Example] = []
    asked = ""
    for example in (
        *source.of_wordings(),
        *source.of_judged(refusals, 1.0),
        *source.of_judged([each for each in judged if not each.for_report], JUDGED),
    ):
        if example.question != asked:
            asked = example.question
            progress()
        found.append(example)
    return found
