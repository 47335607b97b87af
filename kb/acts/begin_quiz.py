"""A quiz made from what the base says now: questions of entries, wrong answers of their
neighbours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from kb.knowledge import PublishedEntry
from kb.people.person import person
from kb.people.rights import Right, may
from kb.policy import current
from kb.quizzes.drawing import TEMPTING, Askable, Option, draw
from kb.quizzes.likeness import LEAST_CHARACTERS, Reading, may_both_be_right, read
from kb.quizzes.quiz import Quiz
from kb.quizzes.taking import begin, next_attempt, seed_of
from kb.search import Document, ResidentIndex
from kb.terms import Audience
from kb.text import Analyzer

LONGEST_ANSWER, LONGEST_QUESTION = 110, 40
NEIGHBOURS = 15
PLAINEST = 8
"""so many variants of an entry may be asked: later ones are rarely how anybody would ask"""

_MARKS = re.compile(r"\*\*|^\s*(?:[-*]|\d+[.、])\s*", re.MULTILINE)


def begin_quiz(
    session: Session, index: ResidentIndex, analyzer: Analyzer, *, by: int, now: datetime
) -> Quiz:
    """`index`: the base as it holds now. Internal entries are asked of those who may see them."""
    policy = current(session).quiz
    attempt = next_attempt(session, policy, by=by, now=now)
    internal = may(person(session, by), Right.SEE_INTERNAL)
    base = Quizzing(index.at(now), analyzer, internal, now)
    drawn = draw(base.askable(), base.wrong, policy.questions, seed_of(by, now, attempt))
    return begin(session, drawn, policy, attempt=attempt, by=by, now=now)


@dataclass(frozen=True)
class Quizzing:
    """The part of the base that one person may be asked about."""

    index: ResidentIndex
    analyzer: Analyzer
    internal: bool
    now: datetime
    _read: dict[str, Reading] = field(default_factory=dict)

    def askable(self) -> list[Askable]:
        found = (
            (each.entry, spoken(each.entry))
            for each in self.index.documents.values()
            if self._is_open(each.entry)
        )
        return [
            Askable(_option(entry, text), entry.category, tuple(_wordings(entry)))
            for entry, text in found
            if LEAST_CHARACTERS <= len(text) <= LONGEST_ANSWER
        ]

    def wrong(self, asked: Askable) -> Sequence[Option]:
        """Of the nearest entries first, then of any others of the category; none that could be
        right as well, no two alike."""
        mine = self.index.documents[asked.answer.entry_id]
        kept: list[Option] = []
        taken = [self._reading(asked.answer.text)]
        whole = self._reading(_plain(mine.entry.answer))
        for document in self._others(mine):
            text = spoken(document.entry)
            if len(text) > LONGEST_ANSWER or _ask_the_same(mine, document):
                continue
            reading = self._reading(text)
            if any(may_both_be_right(reading, each) for each in (whole, *taken)):
                continue
            kept.append(_option(document.entry, text))
            taken.append(reading)
            if len(kept) == TEMPTING:
                break
        return kept

    def _others(self, mine: Document) -> Iterator[Document]:
        near = [each.document for each in self.index.search(mine.wordings[0], NEIGHBOURS)]
        known = {each.entry.id for each in near}
        rest = sorted(self.index.documents.values(), key=lambda each: each.entry.id)
        own = mine.entry
        further = [each for each in rest if each.entry.id not in known]
        near.sort(key=lambda each: each.entry.audience is not own.audience)
        further.sort(
            key=lambda each: (
                each.entry.audience is not own.audience, each.entry.category is not own.category,
            )
        )  # fmt: skip
        for document in (*near, *further):
            if document.entry.id != own.id and self._is_open(document.entry):
                yield document

    def _is_open(self, entry: PublishedEntry) -> bool:
        return entry.live_at(self.now) and (self.internal or entry.audience is Audience.MEMBER)

    def _reading(self, text: str) -> Reading:
        known = self._read.get(text)
        if known is None:
            known = self._read[text] = read(text, self.analyzer)
        return known


def spoken(entry: PublishedEntry) -> str:
    """What is said on the telephone; the answer on one line where there is no such form."""
    return entry.short or _plain(entry.answer)


def _plain(answer: str) -> str:
    lines = [each.strip() for each in _MARKS.sub("", answer).splitlines()]
    text = "；".join(each.rstrip("；") for each in lines if each)
    return re.sub("(?<=[。！？：；])；", "", text)


def _wordings(entry: PublishedEntry) -> Iterator[str]:
    yield entry.question
    yield from [each for each in entry.variants if len(each) <= LONGEST_QUESTION][:PLAINEST]


def _ask_the_same(one: Document, other: Document) -> bool:
    asked = {tuple(sorted(each.words)) for each in one.wordings}
    return any(tuple(sorted(each.words)) in asked for each in other.wordings)


def _option(entry: PublishedEntry, text: str) -> Option:
    return Option(entry.id, entry.revision, text)
