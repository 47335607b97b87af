"""What a gate is fitted on: the base's own wordings, each asked as if it were not in the base, the
questions known to be unanswered or open, and judged questions.

Questions kept for the report are never seen here.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from kb.answering.assistant import Assistant, hidden_because
from kb.answering.evidence import Evidence, Weigher
from kb.answering.judged import Judged
from kb.answering.lessons import UNANSWERED, Lesson
from kb.answering.rank import Signals, candidates
from kb.answering.recognizer import (
    Recognized,
    Recognizer,
    learn_by_words,
    learn_holding_out,
)
from kb.search import Document, ResidentIndex, change_index
from kb.terms import Audience, DecisionKind

FOLDS = 5
"""Of an entry's wordings every fifth is taken away at once and asked."""
MOST_ASKED = 40
"""of how many wordings of an entry"""
MOST_REFUSED = 2000
JUDGED = 3.0
"""what a question judged by people weighs beside one of the base's own"""


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    evidence: Evidence
    right: float
    """1 when this entry answers, a share where several may be meant, else 0"""
    weight: float
    with_meaning: bool


@dataclass(frozen=True)
class _Recognition:
    recognizer: Recognizer
    held_out: Mapping[str, Recognized]


class Examples:
    """Makes examples for one base; holds the recognizers whose held-out scores they are given."""

    def __init__(self, assistant: Assistant, now: datetime, seed: int = 1) -> None:
        self._assistant = assistant
        self._now = now
        self._index = assistant.snapshot().at(now)
        self._weigher = Weigher(self._index, assistant.analyzer)
        self._chance = random.Random(seed)  # noqa: S311
        self._words: _Recognition | None = None
        self._meaning: _Recognition | None = None
        self.lessons: Sequence[Lesson] = ()
        if assistant.recognizing is not None:
            self._learn()

    def of_wordings(self) -> Iterator[Example]:
        for document in self._index.documents.values():
            if not self._shown(document):
                continue
            variants = list(document.wordings[1:])
            self._chance.shuffle(variants)
            asked = variants[:MOST_ASKED]
            for fold in range(FOLDS):
                away = asked[fold::FOLDS]
                kept = tuple(each for each in document.wordings if each not in away)
                index = change_index(self._index, [replace(document, wordings=kept)], [], 0)
                for wording in away:
                    yield from self._ask(wording.raw, {document.entry.id: 1.0}, index, 1.0)

    def of_unclear(self) -> Iterator[Example]:
        """Questions that no entry answers, and those that may be meant for one of several."""
        unclear = [each for each in self.lessons if each.labels == (UNANSWERED,)]
        self._chance.shuffle(unclear)
        unclear = unclear[:MOST_REFUSED]
        unclear += [each for each in self.lessons if len(each.labels) > 1]
        for each in unclear:
            gold = {} if each.labels == (UNANSWERED,) else dict.fromkeys(each.labels, 1.0)
            shares = {key: one / len(gold) for key, one in gold.items()}
            yield from self._ask(each.wording.raw, shares, self._index, 1.0)

    def of_judged(self, questions: Iterable[Judged], weight: float) -> Iterator[Example]:
        for each in questions:
            if is_single(each):
                gold = dict.fromkeys(each.answers, 1.0)
                yield from self._ask(each.question, gold, self._index, weight)

    def _learn(self) -> None:
        recognizing, meaning = self._assistant.recognizing, self._assistant.meaning
        assert recognizing is not None  # noqa: S101
        self.lessons = recognizing.lessons(self._index)
        if not recognizing.is_enough(self.lessons, self._index):
            return
        words = learn_by_words(self.lessons)
        self._words = _Recognition(words.recognizer, words.held_out)
        if meaning is not None:
            learnt = learn_holding_out(self.lessons, recognizing.vectors(self.lessons))
            self._meaning = _Recognition(learnt.recognizer, learnt.held_out)

    def _ask(
        self, question: str, gold: Mapping[str, float], index: ResidentIndex, weight: float
    ) -> Iterator[Example]:
        query = self._assistant.analyzer.analyze(question)
        for with_meaning in (False, True) if self._assistant.meaning else (False,):
            signals = self._signals(question, with_meaning=with_meaning)
            for found in candidates(query, index, self._weigher, signals, self._shown):
                right = gold.get(found.document.entry.id, 0.0)
                yield Example(question, found.evidence, right, weight, with_meaning)

    def _signals(self, question: str, *, with_meaning: bool) -> Signals:
        assistant = self._assistant
        query = assistant.analyzer.analyze(question)
        meaning = assistant.meaning if with_meaning else None
        known = self._meaning if with_meaning else self._words
        if known is None:
            return Signals(meaning)
        recognized = known.held_out.get(question)
        if recognized is None:
            vector = meaning.vector(query.text) if meaning else None
            recognized = known.recognizer.recognize(query, vector)
        return Signals(meaning, recognized)

    def _shown(self, document: Document) -> bool:
        return hidden_because(document, Audience.MEMBER, self._now) is None


def is_single(judged: Judged) -> bool:
    """One question, standing by itself, for the base to answer or to leave."""
    one = not judged.before and all(len(wanted) == 1 for wanted in judged.wanted)
    talk = DecisionKind.SMALLTALK in judged.decisions
    return one and judged.level == 1 and not talk


def gather_examples(
    assistant: Assistant,
    judged: Sequence[Judged],
    *,
    now: datetime,
    progress: Callable[[], object],
) -> list[Example]:
    source = Examples(assistant, now)
    found: list[Example] = []
    asked = ""
    for example in chain(
        source.of_wordings(),
        source.of_unclear(),
        source.of_judged([each for each in judged if not each.for_report], JUDGED),
    ):
        if example.question != asked:
            asked = example.question
            progress()
        found.append(example)
    return found
