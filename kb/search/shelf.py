"""The durable Whoosh index: derived from the database, disposable at any time.

A generation is one index directory; `CURRENT` names the one in use, so a rebuilt index takes over
by one atomic rename. `MANIFEST` holds the checksums of its files: Whoosh itself would answer
wrongly from a flipped bit. All writing happens under one file lock of our own; whoever finds it
taken goes on without, for answers follow the database and not this index.
"""

import fcntl
import hashlib
import json
import pickle
import shutil
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from whoosh.index import FileIndex, create_in, open_dir
from whoosh.index import IndexError as WhooshError

from kb.search.document import Document
from kb.search.schema import FORMAT, fields_of, make_schema, read_document

_MARK = "#mark"
_UNREADABLE = (
    OSError, ValueError, KeyError, EOFError, WhooshError, struct.error, zlib.error,
    pickle.UnpicklingError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an index has come, and in which base: format and lexicon, number, publication."""

    basis: str
    number: int
    publication: str


Changes = Callable[[int], tuple[Sequence[Document], Sequence[str]]]
"""publication number → the entries changed and withdrawn since"""


class Shelf:
    def __init__(self, directory: Path, lexicon_version: str) -> None:
        # Whoosh unpickles its table of contents: nobody else may write here.
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory
        self.basis = f"{FORMAT}/{lexicon_version}"

    def load(self) -> tuple[Mark, list[Document]] | None:
        """What the index holds, or None when it is missing, damaged or of another format."""
        generation = self._current()
        if generation is None or not _whole(generation):
            return None
        try:
            with open_dir(generation).searcher() as searcher:
                mark = _read_mark(searcher.document(id=_MARK))
                stored = [each["document"] for each in searcher.documents() if each["id"] != _MARK]
        except _UNREADABLE:
            return None
        if mark is None or mark.basis != self.basis:
            return None
        return mark, [read_document(text) for text in stored]

    def apply(self, changes: Changes, mark: Mark) -> bool:
        """Brings the index to `mark`; False when another process is at it or was faster."""
        with self._lock() as held:
            generation = self._current() if held else None
            if generation is None:
                return False
            index = open_dir(generation)
            number = _number(index)
            if number >= mark.number:
                return False
            documents, withdrawn = changes(number)
            self._write(index, generation, documents, withdrawn, mark)
        return True

    def rebuild(self, documents: Iterable[Document], mark: Mark) -> bool:
        """A new generation beside the old one, which serves until the new one is whole."""
        with self._lock() as held:
            if not held:
                return False
            old = self._current()
            name = f"generation-{int(old.name.split('-')[1]) + 1 if old else 1}"
            fresh = self._directory / name
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(mode=0o700)
            self._write(create_in(fresh, make_schema()), fresh, documents, (), mark)
            _replace(self._directory / "CURRENT", name)
            for other in self._directory.glob("generation-*"):
                if other != fresh:
                    shutil.rmtree(other, ignore_errors=True)
        return True

    def index(self) -> FileIndex | None:
        generation = self._current()
        return open_dir(generation) if generation else None

    def _write(
        self,
        index: FileIndex,
        generation: Path,
        documents: Iterable[Document],
        withdrawn: Iterable[str],
        mark: Mark,
    ) -> None:
        writer = index.writer(limitmb=64)
        try:
            for key in withdrawn:
                writer.delete_by_term("id", key)
            for document in documents:
                writer.update_document(**fields_of(document))
            note = json.dumps([mark.basis, mark.number, mark.publication])
            writer.update_document(id=_MARK, number=mark.number, document=note)
            writer.commit()
        except BaseException:
            # A writer left open keeps its lock and would stop every later one.
            writer.cancel()
            raise
        _replace(generation / "MANIFEST", json.dumps(_checksums(generation)))

    def _current(self) -> Path | None:
        with suppress(OSError, ValueError):
            generation = self._directory / (self._directory / "CURRENT").read_text("ascii").strip()
            return generation if generation.is_dir() else None
        return None

    @contextmanager
    def _lock(self) -> Iterator[bool]:
        with (self._directory / "LOCK").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True


def _read_mark(stored: dict[str, str] | None) -> Mark | None:
    return Mark(*json.loads(stored["document"])) if stored else None


def _number(index: FileIndex) -> int:
    with index.searcher() as searcher:
        mark = _read_mark(searcher.document(id=_MARK))
        return mark.number if mark else 0


def _checksums(generation: Path) -> dict[str, str]:
    files = sorted(path for path in generation.iterdir() if path.suffix in (".toc", ".seg"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _whole(generation: Path) -> bool:
    with suppress(OSError, ValueError):
        written = json.loads((generation / "MANIFEST").read_text("utf-8"))
        return bool(written) and written == _checksums(generation)
    return False


def _replace(path: Path, text: str) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(path)
