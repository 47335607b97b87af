"""Takes entries of the corpus into force at once: they were reviewed where the files are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, select
from sqlalchemy.orm import Session

from kb.counter import take_numbers
from kb.history import record
from kb.knowledge.corpus import CorpusEntry
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.publication import SERIES, Publication
from kb.knowledge.revision import Origin, Revision, columns_of

SUMMARY = "从语料载入"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Ids. `kept`: changed or retired in the console since they were loaded, so left alone, like
    the policies named in `kept_policies`. `retired_forms`: titles of those whose file is gone."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    kept_policies: tuple[str, ...] = ()
    retired_forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Standing:
    entry: Entry
    head: Revision

    def fate(self, loaded: CorpusEntry) -> str:
        if self.entry.live == self.entry.head and self.head.content == loaded.content:
            return "unchanged"
        in_force = self.entry.state in (EntryState.PUBLISHED, EntryState.DUE)
        return "changed" if in_force and self.head.origin is Origin.CORPUS else "kept"


def load(session: Session, entries: Sequence[CorpusEntry], *, by: int, now: datetime) -> LoadReport:
    # Two processes that load at once, each at its start for instance, do so one after the other.
    [load_number] = take_numbers(session, "load")
    standing = _standing(session)
    fates: dict[str, list[CorpusEntry]] = {"new": [], "changed": [], "unchanged": [], "kept": []}
    for each in entries:
        known = standing.get(each.id)
        fates[known.fate(each) if known else "new"].append(each)
    _add(session, fates["new"], now)
    heads = _move_on(session, fates["changed"], standing)
    _publish(session, [*fates["new"], *fates["changed"]], heads, by=by, now=now)
    report = LoadReport(**{fate: tuple(e.id for e in found) for fate, found in fates.items()})
    record(
        session, "loaded", "corpus", load_number, by=by, now=now,
        new=len(report.new), changed=report.changed, kept=report.kept,
    )  # fmt: skip
    session.flush()
    return report


def _standing(session: Session) -> dict[str, _Standing]:
    session.flush()
    same = and_(Revision.entry_id == Entry.id, Revision.number == Entry.head)
    found = (
        select(Entry, Revision)
        .join(Revision, same)
        .with_for_update(of=Entry)
        .execution_options(populate_existing=True)
    )
    return {entry.id: _Standing(entry, head) for entry, head in session.execute(found)}


def _add(session: Session, entries: Sequence[CorpusEntry], now: datetime) -> None:
    rows = [
        {
            "id": each.id,
            "state": EntryState.PUBLISHED,
            "created_at": now,
            "head": 1,
            "live": 1,
            "origin_ticket": None,
            "version": 1,
        }
        for each in entries
    ]
    if rows:
        session.execute(insert(Entry), rows)


def _move_on(
    session: Session, entries: Sequence[CorpusEntry], standing: Mapping[str, _Standing]
) -> dict[str, int]:
    """The numbers of the revisions to come."""
    heads = {}
    for each in entries:
        entry = standing[each.id].entry
        entry.head += 1
        entry.live = heads[entry.id] = entry.head
        entry.state = EntryState.PUBLISHED
    session.flush()
    return heads


def _publish(
    session: Session,
    entries: Sequence[CorpusEntry],
    heads: Mapping[str, int],
    *,
    by: int,
    now: datetime,
) -> None:
    revisions: list[dict[str, object]] = []
    publications: list[dict[str, object]] = []
    numbers = take_numbers(session, SERIES, len(entries))
    for number, each in zip(numbers, entries, strict=True):
        head = heads.get(each.id, 1)
        written = {"origin": Origin.CORPUS, "written_by": by, "written_at": now, "summary": SUMMARY}
        revisions.append(columns_of(each.content) | written | {"entry_id": each.id, "number": head})
        publications.append(
            {"number": number, "entry_id": each.id, "revision": head}
            | {"by_id": by, "at": now, "why": SUMMARY}
            | {"effective_at": _begins(each, now) if each.id in heads else None}
        )
        record(session, "loaded", "entry", each.id, by=by, now=now, revision=head, number=number)
    if revisions:
        session.execute(insert(Revision), revisions)
        session.execute(insert(Publication), publications)


def _begins(entry: CorpusEntry, now: datetime) -> datetime | None:
    """Until then the text before it stands."""
    begins = entry.content.valid_from
    return begins if begins is not None and begins > now else None
