"""The durable Whoosh index: derived from the database, disposable at any time.

`CURRENT` names the generation in use, so a rebuilt index takes over by one atomic rename. All
writing happens under one file lock; whoever finds it taken goes on without, for answers follow
the database and not this index.
"""

import fcntl
import logging
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from whoosh.searching import Searcher

from kb.search.document import Document
from kb.search.generation import VANISHED, Generation, Mark, replace_text
from kb.search.schema import name_format

__all__ = ["Mark", "Shelf"]

T = TypeVar("T")

log = logging.getLogger(__name__)

_GENERATION = re.compile(r"generation-(\d{1,9})")

Changes = Callable[[Mark], tuple[Sequence[Document], Sequence[str]] | None]
"""the mark of an index → the entries changed and withdrawn since; None when it is no index of
this base"""


class Shelf:
    def __init__(self, directory: Path, lexicon_version: str) -> None:
        self._directory = directory
        self._generation: Generation | None = None
        self.basis = f"{name_format()}/{lexicon_version}"

    def load(self) -> tuple[Mark, list[Document]] | None:
        """What the index holds, or None when it is missing, damaged or of another format."""
        generation = self._current()
        return generation.read(self.basis) if generation else None

    def search(self, mark: Mark, find: Callable[[Searcher], T]) -> T | None:
        """What `find` finds; None when there is no whole index that has come to `mark` exactly."""
        with suppress(*VANISHED):
            generation = self._current()
            return generation.search(mark, find) if generation else None
        return None

    def bring_level(self, changes: Changes, documents: Iterable[Document], mark: Mark) -> bool:
        """Moves the index on to `mark`; one that is missing, damaged or of another base is built
        anew of all `documents`. False when it is to be tried again later."""
        return self._write(lambda: self._bring_level(changes, documents, mark))

    def rebuild(self, documents: Iterable[Document], mark: Mark) -> bool:
        """A new generation beside the old one, which serves until the new one is whole. False
        when that could not be done now."""
        return self._write(lambda: self._build(documents, mark))

    def _bring_level(self, changes: Changes, documents: Iterable[Document], mark: Mark) -> bool:
        generation = self._current()
        found = generation.mark() if generation else None
        if generation is None or found is None:
            return self._build(documents, mark)
        if found.basis != self.basis:
            return True  # another version of this program keeps it
        reached, wanted = (found.number, found.turned), (mark.number, mark.turned)
        if reached > wanted:
            return False  # somebody has seen publications that we have not
        since = changes(found)
        if since is None:
            return self._build(documents, mark)
        if reached < wanted:
            generation.change(*since, mark)
        return True

    def _build(self, documents: Iterable[Document], mark: Mark) -> bool:
        others = list(self._directory.glob("generation-*"))
        numbers = [int(found[1]) for each in others if (found := _GENERATION.fullmatch(each.name))]
        fresh = Generation(self._directory / f"generation-{max(numbers, default=0) + 1}")
        try:
            fresh.create(documents, mark)
            replace_text(self._directory / "CURRENT", fresh.path.name)
        except BaseException:
            shutil.rmtree(fresh.path, ignore_errors=True)
            raise
        for other in others:
            shutil.rmtree(other, ignore_errors=True)
        return True

    def _write(self, act: Callable[[], bool]) -> bool:
        """Alone, or not at all. Answers do without this index, so troubles with the disk are told
        to the operator and not to whoever asks."""
        try:
            # Whoosh unpickles its table of contents: nobody else may write here.
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._directory / "LOCK").open("w") as lock:
                return _take(lock.fileno()) and act()
        except VANISHED as error:
            log.warning("the index on disk could not be written: %s", error)
            return False

    def _current(self) -> Generation | None:
        name = ""
        with suppress(OSError, ValueError):
            name = (self._directory / "CURRENT").read_text("ascii").strip()
        path = self._directory / name
        if not (_GENERATION.fullmatch(name) and path.is_dir()):
            return None
        if self._generation is None or self._generation.path != path:
            self._generation = Generation(path)
        return self._generation


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
