"""Keeps one process's view of the base level with the database."""

import logging
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from kb.clock import monotonic
from kb.db import Database
from kb.knowledge.publication import Publication, changes_after, latest_number, live
from kb.knowledge.published import PublishedEntry, Withdrawn
from kb.search.document import Document, analyze_entry
from kb.search.meaning import Meaning
from kb.search.resident import ResidentIndex, build_index, change_index
from kb.search.shelf import Mark, Shelf
from kb.text import Analyzer

log = logging.getLogger(__name__)

LOOK_EVERY = 0.2
"""seconds between two looks at the database; what is published shows within this time"""


class Follower:
    """`snapshot()` is safe to call from any thread, at any time, at the cost of a clock reading."""

    def __init__(
        self,
        database: Database,
        analyzer: Analyzer,
        directory: Path,
        meaning: Meaning | None = None,
    ) -> None:
        self._database = database
        self._analyzer = analyzer
        self._meaning = meaning
        self._shelf = Shelf(directory, analyzer.version)
        self._lock = Lock()
        self._index = self._open()
        self._looked = monotonic()

    def snapshot(self) -> ResidentIndex:
        if monotonic() - self._looked >= LOOK_EVERY:
            self.catch_up()
        return self._index

    def catch_up(self) -> ResidentIndex:
        """Level with the database as it is now. Who published calls it to be sure."""
        with self._lock:
            self._looked = monotonic()
            with self._database.reading() as session:
                self._follow(session)
            return self._index

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    def rebuild(self) -> None:
        """Everything anew from the database; the old index serves until it is done."""
        with self._lock, self._database.reading() as session:
            self._index = self._rebuild(session)

    def _open(self) -> ResidentIndex:
        found = self._shelf.load()
        with self._database.reading() as session:
            if found is None or found[0].publication != _name_publication(session, found[0].number):
                return self._rebuild(session)
            mark, documents = found
            self._index = build_index(documents, mark.number)
            self._analyzer.learn(self._index.seen)
            self._follow(session)
            return self._index

    def _follow(self, session: Session) -> None:
        latest = latest_number(session)
        if latest < self._index.number:
            self._index = self._rebuild(session)  # the database was restored from a backup
        elif latest > self._index.number:
            documents, withdrawn = self._changes(session, self._index.number)
            self._index = change_index(self._index, documents, withdrawn, latest)
            self._analyzer.learn(word for each in documents for word in each.words)
            if self._meaning:
                self._meaning.prepare(documents)
            self._note(session, latest)

    def _note(self, session: Session, latest: int) -> None:
        """Brings the durable index level too. Answers do without it, so its troubles are told to
        the operator and not to whoever asks."""
        try:
            self._shelf.apply(
                lambda number: self._changes(session, number), self._mark(session, latest)
            )
        except OSError as error:
            log.warning("the index on disk could not be written: %s", error)

    def _changes(self, session: Session, number: int) -> tuple[list[Document], list[str]]:
        known = self._index.documents
        documents, withdrawn = [], []
        for change in changes_after(session, number):
            if isinstance(change, Withdrawn):
                withdrawn.append(change.id)
            elif (document := known.get(change.id)) and document.entry == change:
                documents.append(document)
            else:
                documents.append(analyze_entry(change, self._analyzer))
        return documents, withdrawn

    def _rebuild(self, session: Session) -> ResidentIndex:
        latest = latest_number(session)
        index = index_entries(live(session), self._analyzer, latest)
        try:
            self._shelf.rebuild(index.documents.values(), self._mark(session, latest))
        except OSError as error:
            log.warning("the index on disk could not be rebuilt: %s", error)
        return index

    def _mark(self, session: Session, number: int) -> Mark:
        return Mark(self._shelf.basis, number, _name_publication(session, number))


def index_entries(
    entries: Iterable[PublishedEntry], analyzer: Analyzer, number: int = 0
) -> ResidentIndex:
    """An index in memory only: of another corpus, or of the base as it was at some time."""
    index = build_index((analyze_entry(entry, analyzer) for entry in entries), number)
    analyzer.learn(index.seen)
    return index


def _name_publication(session: Session, number: int) -> str:
    """Tells two bases apart that have come to the same number."""
    publication = session.get(Publication, number) if number else None
    return f"{publication.entry_id} {publication.at.isoformat()}" if publication else ""
