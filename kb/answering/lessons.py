"""What a recognizer learns from: questions that are known to be for an entry, for one of several,
or for none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.answering.known_questions import KnownQuestions
from kb.search import ResidentIndex
from kb.text import Query

UNANSWERED = ""
"""the label of questions that no entry answers"""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    wording: Query
    labels: tuple[str, ...]
    """the entries it may be meant for, each as likely as the others"""


def lessons_of(index: ResidentIndex, known: KnownQuestions) -> list[Lesson]:
    """Each wording once; those of an entry come before what is left unanswered."""
    found = {
        wording.core: Lesson(wording, (document.entry.id,))
        for document in index.documents.values()
        for wording in document.wordings
    }
    for wording, ids in known.open.items():
        labels = tuple(each for each in ids if each in index.documents)
        if len(labels) > 1:
            found.setdefault(wording.core, Lesson(wording, labels))
    for wording in known.unanswered:
        found.setdefault(wording.core, Lesson(wording, (UNANSWERED,)))
    return [found[core] for core in sorted(found)]


def labels_of(lessons: Iterable[Lesson]) -> tuple[str, ...]:
    return tuple(sorted({UNANSWERED, *(label for each in lessons for label in each.labels)}))


def targets(lessons: Sequence[Lesson], labels: Sequence[str]) -> Array:
    """(lessons, labels): 1 divided among the labels of each."""
    column = {label: number for number, label in enumerate(labels)}
    wanted = np.zeros((len(lessons), len(labels)), np.float32)
    for row, lesson in enumerate(lessons):
        wanted[row, [column[each] for each in lesson.labels]] = 1 / len(lesson.labels)
    return wanted
