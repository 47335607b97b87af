"""Keeps what recognizes the questions of a base level with it, without making a question wait."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock, Thread

import numpy as np
from numpy.typing import NDArray

from kb.answering.known_questions import KnownQuestions
from kb.answering.learnt_file import LearntFile, digest
from kb.answering.lessons import UNANSWERED, Lesson, lessons_of, targets
from kb.answering.recognizer import (
    Gone,
    Recognizer,
    learn,
    learn_by_words,
    points_of,
    said_at_lessons,
)
from kb.search import Meaning, ResidentIndex
from kb.text import Analyzer, Query

FEWEST = 5
"""lessons for each entry; with fewer its wordings are compared one by one, and that is all"""
MOST = 20_000
"""lessons; beyond it solving takes more memory than a small machine has"""
LEARNT_ANEW = 4_000
"""Up to here everything is learnt anew (2 s) when something changes, beyond it what is new."""
SAME = 0.75
"""the least share of the lessons that a file must have been learnt from"""


@dataclass(frozen=True, slots=True)
class Recognizers:
    words: Recognizer | None = None
    meaning: Recognizer | None = None


@dataclass(frozen=True, eq=False)
class _Basis:
    """The lessons of the first learning; what comes later is learnt beside it."""

    lessons: Sequence[bytes]
    texts: Sequence[bytes]
    vectors: NDArray[np.float32]
    said: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class _Learnt:
    index: ResidentIndex | None
    """None: nothing yet"""
    basis: _Basis | None
    """None: the next learning starts anew"""
    found: Recognizers


class Recognizing:
    """The first learning is waited for, unless `begin` came before. Later ones happen aside, while
    the last one serves: an entry it does not know yet is judged by its wordings alone."""

    def __init__(
        self,
        meaning: Meaning | None,
        known_questions: KnownQuestions,
        file: LearntFile | None = None,
    ) -> None:
        self._meaning = meaning
        self._known_questions = known_questions
        self._file = file
        self._lock = Lock()
        self._learnt: _Learnt | None = None
        self._learning: ResidentIndex | None = None

    def begin(self, index: ResidentIndex) -> None:
        """For a server, before it serves: what takes long, as a base that no file knows, is learnt
        aside, and no question waits for it."""
        with self._lock:
            if self._learnt is None:
                self._learnt = self._at_once(index) or _Learnt(None, None, Recognizers())
        self.for_base(index)

    def for_base(self, index: ResidentIndex) -> Recognizers:
        learnt = self._learnt
        if learnt is not None and learnt.index is index:
            return learnt.found
        with self._lock:
            if self._learnt is None:
                self._learnt = self._first(index)
            elif self._learnt.index is not index and self._learning is not index:
                self._learning = index
                Thread(target=self._follow, args=(index,), daemon=True).start()
            return self._learnt.found

    def read_by(self, analyzer: Analyzer) -> "Recognizing":
        """The same for another lexicon, which has learnt nothing yet."""
        return Recognizing(self._meaning, self._known_questions.read_by(analyzer), self._file)

    def may_mean(self, query: Query) -> Sequence[str]:
        """The ids of the entries that a question too short to tell, asked in just these words, may
        be meant for; none where it is no such question."""
        return self._known_questions.may_mean(query)

    def at(self, index: ResidentIndex, analyzer: Analyzer | None = None) -> "Recognizing":
        """For a base that differs a little from the present one, as a trial; it may be read by
        another lexicon."""
        known = self._known_questions.read_by(analyzer) if analyzer else self._known_questions
        trial = Recognizing(self._meaning, known, self._file)
        trial._learnt = self._learnt and trial._next(self._learnt, index)
        return trial

    def lessons(self, index: ResidentIndex) -> list[Lesson]:
        return lessons_of(index, self._known_questions)

    def learnt_from(self) -> Sequence[bytes]:
        """Digests of the texts that the file was learnt from: without the vectors of all of them
        everything would be learnt anew at each start."""
        return self._file.vectors if self._file else ()

    def is_enough(self, lessons: Sequence[Lesson], index: ResidentIndex) -> bool:
        """Of the entries themselves; and not too many in all."""
        wordings = sum(each.labels != (UNANSWERED,) for each in lessons)
        return 0 < FEWEST * len(index.documents) <= wordings and len(lessons) <= MOST

    def vectors(self, lessons: Sequence[Lesson]) -> NDArray[np.float32]:
        """(lessons, d)"""
        assert self._meaning is not None  # noqa: S101
        texts = [each.wording.text for each in lessons]
        self._meaning.prepare_texts(texts)
        return self._meaning.vectors(texts)

    def _first(self, index: ResidentIndex) -> _Learnt:
        return self._at_once(index) or self._anew(index, self.lessons(index))

    def _at_once(self, index: ResidentIndex) -> _Learnt | None:
        """None where it would take long."""
        lessons = self.lessons(index)
        if not self.is_enough(lessons, index):
            return _Learnt(index, None, Recognizers())
        known = {digest(each) for each in lessons}
        file = self._file
        if file is not None and len(known.intersection(file.lessons)) >= SAME * len(lessons):
            kept = self._from_file(file, index, lessons)
            if kept is not None:
                return kept
        return self._anew(index, lessons) if len(lessons) <= LEARNT_ANEW else None

    def _anew(self, index: ResidentIndex, lessons: Sequence[Lesson]) -> _Learnt:
        words = learn_by_words(lessons).recognizer
        if self._meaning is None:
            return _Learnt(index, None, Recognizers(words))
        vectors = self.vectors(lessons)
        meaning = learn(lessons, vectors)
        said = said_at_lessons(targets(lessons, meaning.labels), meaning.weights)
        digests = self._meaning.digests(each.wording.text for each in lessons)
        basis = _Basis([digest(each) for each in lessons], digests, vectors, said)
        return _Learnt(index, basis, Recognizers(words, meaning))

    def _from_file(
        self, file: LearntFile, index: ResidentIndex, lessons: Sequence[Lesson]
    ) -> _Learnt | None:
        """What it knows, and the rest learnt late; None when vectors of its are missing."""
        if self._meaning is None:
            return _Learnt(index, None, Recognizers(file.by_words))
        vectors = self._meaning.recall(file.vectors)
        if vectors is None:
            return None
        points = points_of(vectors)
        meaning = Recognizer(file.labels, file.grams, file.table, points, file.weights)
        said = said_at_lessons(file.wanted, file.weights)
        basis = _Basis(file.lessons, file.vectors, vectors, said)
        return self._late(_Learnt(index, basis, Recognizers(file.by_words, meaning)), lessons)

    def _follow(self, index: ResidentIndex) -> None:
        assert self._learnt is not None  # noqa: S101
        self._learnt = self._next(self._learnt, index)

    def _next(self, learnt: _Learnt, index: ResidentIndex) -> _Learnt:
        lessons = self.lessons(index)
        if len(lessons) <= LEARNT_ANEW or learnt.basis is None:
            return self._first(index)
        return self._late(replace(learnt, index=index), lessons)

    def _late(self, learnt: _Learnt, lessons: Sequence[Lesson]) -> _Learnt:
        basis, meaning = learnt.basis, learnt.found.meaning
        assert basis is not None  # noqa: S101
        assert meaning is not None  # noqa: S101
        assert self._meaning is not None  # noqa: S101
        known = set(basis.lessons)
        fresh = [each for each in lessons if digest(each) not in known]
        texts = set(self._meaning.digests(each.wording.text for each in lessons))
        gone = [row for row, text in enumerate(basis.texts) if text not in texts]
        if not fresh and not gone and meaning.late is None:
            return learnt
        vectors = self.vectors(fresh) if fresh else basis.vectors[:0]
        forgotten = Gone(basis.vectors[gone], basis.said[gone])
        meaning = meaning.learn_late(fresh, vectors, forgotten)
        return replace(learnt, found=replace(learnt.found, meaning=meaning))
