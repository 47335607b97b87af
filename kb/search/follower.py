"""Keeps one process's view of the base level with the database."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlalchemy.orm import Session

from kb import clock
from kb.clock import monotonic
from kb.db import Database
from kb.errors import NotReady
from kb.knowledge.publication import (
    Publication,
    changes_after,
    last_turn,
    latest_number,
    next_turn,
    plans,
    standing,
)
from kb.knowledge.published import PublishedEntry, Withdrawn
from kb.knowledge.verification import Verification
from kb.search.document import Document, analyze_entry
from kb.search.meaning import Meaning
from kb.search.readings import analyze_entries
from kb.search.resident import Planned, ResidentIndex, build_index, change_index
from kb.search.shelf import Mark, Shelf
from kb.text import Analyzer

LOOK_EVERY = 0.2
"""seconds between two looks at the database; what is published shows within this time"""
TRY_AGAIN_AFTER = 5.0
"""seconds until the durable index is tried again, when it could not be brought level"""


class Follower:
    """`snapshot()` is safe to call from any thread, at any time, at the cost of a clock reading.
    It holds what is in force, and beside it what is planned: `.at(now)` chooses."""

    def __init__(
        self,
        database: Database,
        analyzer: Analyzer,
        directory: Path,
        meaning: Meaning | None = None,
        watch: Callable[[Session], object] | None = None,
    ) -> None:
        """`watch` is called at each look at the database, with the session of that look."""
        self.analyzer = analyzer
        self._watch = watch
        self._database = database
        self._meaning = meaning
        self._shelf = Shelf(directory, analyzer.version)
        self._lock = Lock()
        self._try_shelf_at: float | None = None
        """None while the durable index is as far as we are"""
        self._owes_rebuild = False
        self._next_turn: datetime | None = None
        self._planned: list[Planned] = []
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
            self._rebuild(session, clock.now())
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
            if self._watch is not None:
                self._watch(session)

    def _open(self, session: Session) -> None:
        found = self._shelf.load()
        if found is None or not _is_of_this_base(session, found[0]):
            self._rebuild(session, clock.now())
            return
        self._mark, documents = found
        index = build_index(documents, self._mark.number)
        self.analyzer.learn(index.seen)
        self._serve(session, index, self._mark, clock.now())

    def _follow(self, session: Session) -> None:
        latest, now = latest_number(session), clock.now()
        turns = self._next_turn is not None and self._next_turn <= now
        if latest < self._index.number or not _is_of_this_base(session, self._mark):
            # The database was restored from a backup, or another one was put in its place.
            self._rebuild(session, now)
        elif latest > self._index.number or turns:
            documents, withdrawn = self._changes(session, self._mark, now)
            index = change_index(self._index, documents, withdrawn, latest)
            self.analyzer.learn(word for each in documents for word in each.words)
            self._serve(session, index, self._name(session, latest, now), now)
            if self._meaning:
                planned = (each.document for each in self._index.planned)
                self._meaning.prepare([*documents, *planned])
            self._bring_shelf_level(session, now)
        elif self._try_shelf_at is not None and self._looked >= self._try_shelf_at:
            self._bring_shelf_level(session, now)

    def _serve(self, session: Session, index: ResidentIndex, mark: Mark, now: datetime) -> None:
        """What is planned after the mark goes with the index, so that it is ready in time."""
        known = {each.document.entry: each.document for each in self._planned}
        planned = [
            Planned(plan.at, known.get(plan.entry) or analyze_entry(plan.entry, self.analyzer))
            for plan in plans(session, now)
        ]
        self._planned = planned
        self.analyzer.learn(word for each in planned for word in each.document.words)
        self._index, self._mark = replace(index, planned=planned), mark
        self._next_turn = next_turn(session, _moment(mark.turned))

    def _bring_shelf_level(self, session: Session, now: datetime) -> None:
        def changes(mark: Mark) -> tuple[list[Document], list[str]] | None:
            of_this_base = _is_of_this_base(session, mark)
            return self._changes(session, mark, now) if of_this_base else None

        if self._owes_rebuild:
            self._rebuild_shelf()
        else:
            documents = self._index.documents.values()
            self._note(self._shelf.bring_level(changes, documents, self._mark))

    def _rebuild_shelf(self) -> None:
        """What another lexicon read may be there, and lock us out just now: it is not ours to
        bring level, and no reason to leave it."""
        is_written = self._shelf.rebuild(self._index.documents.values(), self._mark)
        self._owes_rebuild = not is_written
        self._note(is_written)

    def _note(self, is_level: bool) -> None:
        self._try_shelf_at = None if is_level else monotonic() + TRY_AGAIN_AFTER

    def _changes(
        self, session: Session, mark: Mark, now: datetime
    ) -> tuple[list[Document], list[str]]:
        known = self._index.documents
        documents, withdrawn = [], []
        for change in changes_after(session, mark.number, now=now, turned=_moment(mark.turned)):
            if isinstance(change, Withdrawn):
                withdrawn.append(change.id)
            elif (document := known.get(change.id)) and document.entry == change:
                documents.append(document)
            else:
                documents.append(analyze_entry(change, self.analyzer))
        return documents, withdrawn

    def _rebuild(self, session: Session, now: datetime) -> None:
        latest = latest_number(session)
        index = index_entries(standing(session, now), self.analyzer, latest)
        self._serve(session, index, self._name(session, latest, now), now)
        # Answers follow from here on; the disk takes longer.
        self._rebuild_shelf()

    def _name(self, session: Session, number: int, now: datetime) -> Mark:
        turned = last_turn(session, now)
        return Mark(
            self._shelf.basis,
            number,
            _name_publication(session, number),
            turned.isoformat() if turned else "",
        )


def index_entries(
    entries: Iterable[PublishedEntry], analyzer: Analyzer, number: int = 0
) -> ResidentIndex:
    """An index in memory only: of another corpus, or of the base as it was at some time."""
    index = build_index(analyze_entries(entries, analyzer), number)
    analyzer.learn(index.seen)
    return index


def _is_of_this_base(session: Session, mark: Mark) -> bool:
    return mark.publication == _name_publication(session, mark.number)


def _name_publication(session: Session, number: int) -> str:
    """Tells two bases apart that have come to the same number."""
    found = session.get(Publication, number) or session.get(Verification, number)
    return f"{found.entry_id} {found.revision} {found.at.isoformat()}" if found else ""


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
