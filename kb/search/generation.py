"""One directory of a Whoosh index: written whole, checked before it is believed."""

import hashlib
import json
import pickle
import struct
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeVar

from whoosh.index import FileIndex, LockError, create_in, open_dir
from whoosh.index import IndexError as WhooshError
from whoosh.searching import Searcher

from kb.search.document import Document
from kb.search.schema import fields_of, make_schema, read_document

T = TypeVar("T")

_MARK = "#mark"
VANISHED = (OSError, WhooshError)
"""what Whoosh meets in whole files that are taken away, or on a disk that refuses"""
TROUBLES = (
    OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, EOFError,
    ImportError, LockError, WhooshError, struct.error, zlib.error, pickle.UnpicklingError,
)  # fmt: skip
"""what it meets in files of another release or another program"""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an index has come, and in which base: format and lexicon, number, publication, and
    the moment (ISO, UTC) at which a planned text last took its place."""

    basis: str
    number: int
    publication: str
    turned: str = ""


class Generation:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: dict[tuple[str, int, int, int], str] = {}

    def create(self, documents: Iterable[Document], mark: Mark) -> None:
        self.path.mkdir(mode=0o700)
        self._write(create_in(self.path, make_schema()), documents, (), mark)

    def change(self, documents: Iterable[Document], withdrawn: Iterable[str], mark: Mark) -> None:
        self._write(open_dir(self.path), documents, withdrawn, mark)

    def read(self, basis: str) -> tuple[Mark, list[Document]] | None:
        """None when it is damaged, or not of that format and lexicon."""
        with suppress(*TROUBLES):
            if self.is_whole():
                with open_dir(self.path).searcher() as searcher:
                    mark = _mark_of(searcher)
                    if mark is None or mark.basis != basis:
                        return None
                    stored = [each for each in searcher.documents() if each["id"] != _MARK]
                return mark, [read_document(each["document"]) for each in stored]
        return None

    def mark(self) -> Mark | None:
        """None when it is damaged."""
        with suppress(*TROUBLES):
            if self.is_whole():
                with open_dir(self.path).searcher() as searcher:
                    return _mark_of(searcher)
        return None

    def search(self, mark: Mark, find: Callable[[Searcher], T]) -> T | None:
        """None when it has not come to `mark` exactly. Each search has a searcher of its own: they
        are not made for two threads. Files that were checked and have not been touched since are
        not checked again."""
        if not self.is_whole(again=False):
            return None
        with open_dir(self.path).searcher() as searcher:
            return find(searcher) if _mark_of(searcher) == mark else None

    def is_whole(self, *, again: bool = True) -> bool:
        """All files are as they were written. Whoosh itself would answer wrongly from a flipped
        bit."""
        with suppress(OSError, ValueError):
            written = json.loads((self.path / "MANIFEST").read_text("utf-8"))
            return bool(written) and written == self._checksums(again=again)
        return False

    def _write(
        self,
        index: FileIndex,
        documents: Iterable[Document],
        withdrawn: Iterable[str],
        mark: Mark,
    ) -> None:
        # Without Whoosh's own lock (_lk): the shelf's keeps all other writers out, and one that a
        # failed writer leaves behind would stop every later one.
        writer = index.writer(limitmb=64, _lk=False)
        try:
            for key in withdrawn:
                writer.delete_by_term("id", key)
            for document in documents:
                writer.update_document(**fields_of(document))
            writer.update_document(id=_MARK, number=mark.number, document=json.dumps(astuple(mark)))
            writer.commit()
        except BaseException:
            with suppress(*TROUBLES):
                writer.cancel()
            raise
        replace_text(self.path / "MANIFEST", json.dumps(self._checksums()))

    def _checksums(self, *, again: bool = True) -> dict[str, str]:
        files = sorted(each for each in self.path.iterdir() if each.suffix in (".toc", ".seg"))
        return {each.name: self._checksum(each, again) for each in files}

    def _checksum(self, file: Path, again: bool) -> str:
        state = file.stat()
        key = (file.name, state.st_ino, state.st_size, state.st_mtime_ns)
        if again or key not in self._seen:
            self._seen[key] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._seen[key]


def _mark_of(searcher: Searcher) -> Mark | None:
    stored = searcher.document(id=_MARK)
    return Mark(*json.loads(stored["document"])) if stored else None


def replace_text(path: Path, text: str) -> None:
    """Readers find the old text or the new one, never half of it."""
    beside = path.with_suffix(".new")
    beside.write_text(text, "utf-8")
    beside.replace(path)
