"""Keeps one process's view of the base level with the database."""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from kb.clock import monotonic
from kb.db import Database
from kb.errors import NotReady
from kb.knowledge.publication import Publication, changes_after, latest_number, live
from kb.knowledge.published import PublishedEntry, Withdrawn
from kb.search.document import Document, analyze_entry
from kb.search.meaning import Meaning
from kb.search.resident import ResidentIndex, build_index, change_index
from kb.search.shelf import Mark, Shelf
from kb.text import Analyzer

LOOK_EVERY = 0.2
"""seconds between two looks at the database; what is published shows within this time"""
TRY_AGAIN_AFTER = 5.0
"""seconds until the durable index is tried again, when it could not be brought level"""


class Follower:
    """`snapshot()` is safe to call from any thread, at any time, at the cost of a clock reading."""

    def __init__(
        self,
        database: Database,
        analyzer: Analyzer,
        directory: Path,
        meaning: Meaning | None = None,
    ) -> None:
        self.analyzer = analyzer
        self._database = database
        self._meaning = meaning
        self._shelf = Shelf(directory, analyzer.version)
        self._lock = Lock()
        self._try_shelf_at: float | None = None
        """None while the durable index is as far as we are"""
        self._looked = monotonic()
        with database.reading() as session:
            self._open(session)
            self._follow(session)

    def snapshot(self) -> ResidentIndex:
        # Whoever comes while another looks goes on with what there is.
        if monotonic() - self._looked >= LOOK_EVERY and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._index

    def catch_up(self) -> ResidentIndex:
        """Level with the database as it is now. Who published calls it to be sure."""
        with self._lock:
            self._look()
            return self._index

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    @property
    def mark(self) -> Mark:
        return self._mark

    def rebuild(self) -> None:
        """Everything anew from the database; the old index serves until it is done."""
        with self._lock, self._database.reading() as session:
            self._rebuild(session)
        if self._try_shelf_at is not None:
            raise NotReady(
                "磁盘索引没有写成：可能有别的进程正在写，或者磁盘已满。",
                code="index_not_written",
                mend="回答不受影响。请稍后再运行 courtside index rebuild。",
            )

    def _look(self) -> None:
        self._looked = monotonic()
        with self._database.reading() as session:
            self._follow(session)

    def _open(self, session: Session) -> None:
        found = self._shelf.load()
        if found is None or not _is_of_this_base(session, found[0]):
            self._rebuild(session)
            return
        self._mark, documents = found
        self._index = build_index(documents, self._mark.number)
        self.analyzer.learn(self._index.seen)

    def _follow(self, session: Session) -> None:
        latest = latest_number(session)
        if latest < self._index.number or not _is_of_this_base(session, self._mark):
            # The database was restored from a backup, or another one was put in its place.
            self._rebuild(session)
        elif latest > self._index.number:
            documents, withdrawn = self._changes(session, self._index.number)
            self._index = change_index(self._index, documents, withdrawn, latest)
            self._mark = self._name(session, latest)
            self.analyzer.learn(word for each in documents for word in each.words)
            if self._meaning:
                self._meaning.prepare(documents)
            self._bring_shelf_level(session)
        elif self._try_shelf_at is not None and self._looked >= self._try_shelf_at:
            self._bring_shelf_level(session)

    def _bring_shelf_level(self, session: Session) -> None:
        def changes(mark: Mark) -> tuple[list[Document], list[str]] | None:
            of_this_base = _is_of_this_base(session, mark)
            return self._changes(session, mark.number) if of_this_base else None

        documents = self._index.documents.values()
        self._note(self._shelf.bring_level(changes, documents, self._mark))

    def _note(self, is_level: bool) -> None:
        self._try_shelf_at = None if is_level else monotonic() + TRY_AGAIN_AFTER

    def _changes(self, session: Session, number: int) -> tuple[list[Document], list[str]]:
        known = self._index.documents
        documents, withdrawn = [], []
        for change in changes_after(session, number):
            if isinstance(change, Withdrawn):
                withdrawn.append(change.id)
            elif (document := known.get(change.id)) and document.entry == change:
                documents.append(document)
            else:
                documents.append(analyze_entry(change, self.analyzer))
        return documents, withdrawn

    def _rebuild(self, session: Session) -> None:
        latest = latest_number(session)
        self._index = index_entries(live(session), self.analyzer, latest)
        self._mark = self._name(session, latest)
        # Answers follow from here on; the disk takes longer.
        self._note(self._shelf.rebuild(self._index.documents.values(), self._mark))

    def _name(self, session: Session, number: int) -> Mark:
        return Mark(self._shelf.basis, number, _name_publication(session, number))


def index_entries(
    entries: Iterable[PublishedEntry], analyzer: Analyzer, number: int = 0
) -> ResidentIndex:
    """An index in memory only: of another corpus, or of the base as it was at some time."""
    index = build_index((analyze_entry(entry, analyzer) for entry in entries), number)
    analyzer.learn(index.seen)
    return index


def _is_of_this_base(session: Session, mark: Mark) -> bool:
    return mark.publication == _name_publication(session, mark.number)


def _name_publication(session: Session, number: int) -> str:
    """Tells two bases apart that have come to the same number."""
    found = session.get(Publication, number) if number else None
    return f"{found.entry_id} {found.revision} {found.at.isoformat()}" if found else ""
