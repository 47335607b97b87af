"""What was learnt from a corpus, kept beside it: solving anew takes minutes on a small machine.

The lessons themselves are not in the file, only how they are told apart: their texts stand in the
corpus, their vectors in the store.
"""

import hashlib
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kb.answering.grams import WIDTH, Grams
from kb.answering.lessons import Lesson, targets
from kb.answering.recognizer import Recognizer

Array = NDArray[np.float32]

_UNREADABLE = (
    OSError, ValueError, LookupError, TypeError, EOFError, RuntimeError, MemoryError, BadZipFile,
    zlib.error, struct.error,
)  # fmt: skip
"""what a damaged archive meets its reader with"""


@dataclass(frozen=True, eq=False)
class LearntFile:
    labels: tuple[str, ...]
    lessons: Sequence[bytes]
    """digests of what it was learnt from"""
    vectors: Sequence[bytes]
    """digests of their texts"""
    wanted: Array
    """(lessons, labels): what they teach"""
    weights: Array
    """(lessons, labels). A point must not be taken away from the others, even when nobody asks
    that way any more."""
    grams: Grams
    table: Array
    """(WIDTH, labels), to go with the weights"""
    words: Array
    """(WIDTH, labels), for going by words alone"""

    @property
    def by_words(self) -> Recognizer:
        return Recognizer(self.labels, self.grams, self.words)


def digest(lesson: Lesson) -> bytes:
    said = f"{lesson.wording.core}\t{lesson.wording.text}\t{lesson.labels}"
    return hashlib.sha256(said.encode()).digest()[:12]


def write_learnt(
    path: Path,
    lessons: Sequence[Lesson],
    vectors: Sequence[bytes],
    meaning: Recognizer,
    words: Recognizer,
) -> None:
    """`vectors`: digests of the texts of the lessons."""
    grams = sorted(meaning.grams.held.items())
    np.savez_compressed(
        path,
        labels=np.array(meaning.labels),
        lessons=_packed([digest(each) for each in lessons]),
        vectors=_packed(vectors),
        wanted=targets(lessons, meaning.labels).astype(np.float16),
        weights=meaning.weights.astype(np.float16),
        grams=np.array([gram for gram, _ in grams]),
        held=np.array([held for _, held in grams], np.int32),
        table=meaning.table.astype(np.float16),
        words=words.table.astype(np.float16),
    )


def read_learnt(path: Path) -> LearntFile | None:
    """None where there is no such file, or none that can be read: it only saves time."""
    try:
        with path.open("rb") as opened, np.load(opened) as file:
            lessons = [bytes(each) for each in file["lessons"]]
            held = dict(zip(file["grams"].tolist(), file["held"].tolist(), strict=True))
            read = LearntFile(
                labels=tuple(file["labels"].tolist()),
                lessons=lessons,
                vectors=[bytes(each) for each in file["vectors"]],
                wanted=file["wanted"].astype(np.float32),
                weights=file["weights"].astype(np.float32),
                grams=Grams(held, len(lessons)),
                table=file["table"].astype(np.float32),
                words=file["words"].astype(np.float32),
            )
    except _UNREADABLE:
        return None
    return read if _is_sound(read) else None


def _is_sound(file: LearntFile) -> bool:
    labels = len(file.labels)
    rows, columns = (len(file.vectors), labels), (WIDTH, labels)
    shapes = (file.wanted.shape, file.weights.shape, file.table.shape, file.words.shape)
    whole = shapes == (rows, rows, columns, columns) and len(file.lessons) == len(file.vectors)
    return whole and all(
        bool(np.isfinite(each).all()) for each in (file.weights, file.table, file.words)
    )


def _packed(digests: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(digests), np.uint8).reshape(len(digests), -1)
