"""Rows of a file laid beside what stands in the base, a few hundred at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.orm import Session

from kb.history import record
from kb.knowledge.content import Content
from kb.knowledge.corpus import spoken
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.exchange import Finding, Format, Read, Row, id_of, read_row
from kb.knowledge.importing import Fate, Import, ImportRow
from kb.knowledge.revision import Revision, columns_of
from kb.terms import Audience, Category, Department, LabelledEnum

MOMENTS = ("valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class Standing:
    head: int
    state: EntryState
    content: Content


def open_import(
    session: Session, file_name: str, kind: Format, notes: Sequence[str], *, by: int, now: datetime
) -> Import:
    made = Import(file_name=file_name, kind=kind, notes=list(notes), by_id=by, at=now)
    session.add(made)
    session.flush()
    record(session, "import_begun", "import", made.id, by=by, now=now, file=file_name)
    return made


class Stager:
    """Keeps what has to be compared across the whole file: ids, wordings and links. `only`: the
    departments whose entries who handed the file in may write; None where those of all."""

    def __init__(
        self, session: Session, import_id: int, only: Collection[Department] | None = None
    ) -> None:
        self._import_id = import_id
        self._only = only
        self._position = 0
        self._ids: dict[str, str] = {}
        self._links: list[tuple[int, str, str]] = []
        self._wordings = dict(_wordings(session))

    def stage(self, session: Session, rows: Sequence[Row]) -> None:
        known = standing(session, [id_of(row) for row in rows])
        staged = [self._staged(row, known.get(id_of(row))) for row in rows]
        if staged:
            session.execute(insert(ImportRow), staged)

    def finish(self, session: Session, *, by: int, now: datetime) -> int:
        """The number of rows."""
        targets = {target for _, _, target in self._links} - self._ids.keys()
        there = standing_ids(session, targets)
        for position, place, target in self._links:
            if target in targets - there:
                self._note(session, position, place, target)
        session.execute(update(Import).where(Import.id == self._import_id).values(read_at=now))
        record(
            session, "import_read", "import", self._import_id, by=by, now=now, rows=self._position
        )
        return self._position

    def _staged(self, row: Row, there: Standing | None) -> dict[str, Any]:
        self._position += 1
        read = read_row(row, there.content if there else None)
        findings = [*read.findings, *self._foreign(read, there)]
        findings += [*self._repeated(read), *_notices(read, there)]
        fate = _fate(read.content, there, findings)
        if read.content is not None:
            place = row.cells["links"].place if "links" in row.cells else row.place
            self._links += [(self._position, place, link) for link in read.content.links]
        return {
            "import_id": self._import_id,
            "position": self._position,
            "line": read.line,
            "entry_id": read.entry_id,
            "question": read.question or (there.content.question if there else ""),
            "fate": fate,
            "seen": there.head if there else None,
            "revision": None,
            "content": None if read.content is None else as_document(read.content),
            "findings": [asdict(each) for each in findings],
        }

    def _foreign(self, read: Read, there: Standing | None) -> Iterator[Finding]:
        texts = [each for each in (read.content, there.content if there else None) if each]
        allowed = set(Department) if self._only is None else set(self._only)
        other = {each.department for each in texts} - allowed
        if other:
            owners = "、".join(sorted(each.label for each in other))
            mend = "请交给那个部门，或知识库管理员。"
            yield Finding(read.place, f"这是{owners}的条目，您只能交自己部门的。", mend)

    def _repeated(self, read: Read) -> Iterator[Finding]:
        if read.entry_id:
            first = self._ids.setdefault(read.entry_id, read.place)
            if first != read.place:
                mend = "请只留一行，或换一个编号。"
                yield Finding(read.place, f"编号 {read.entry_id} 在{first}已经用过。", mend)
        if read.content is None:
            return
        for wording in (read.content.question, *read.content.variants):
            other = self._wordings.setdefault(spoken(wording), read.entry_id)
            if other != read.entry_id:
                mistake = f"“{wording[:40]}”在条目 {other} 里也有。"
                yield Finding(read.place, mistake, "最好只留在其中一个里。", serious=False)

    def _note(self, session: Session, position: int, place: str, target: str) -> None:
        row = session.get_one(ImportRow, (self._import_id, position))
        told = Finding(place, f"相关条目 {target} 还不存在。", "导入后可以再补。", serious=False)
        row.findings = [*row.findings, asdict(told)]


def standing(session: Session, ids: Sequence[str]) -> dict[str, Standing]:
    same = and_(Revision.entry_id == Entry.id, Revision.number == Entry.head)
    found = select(Entry, Revision).join(Revision, same).where(Entry.id.in_(set(ids)))
    return {
        entry.id: Standing(entry.head, entry.state, head.content)
        for entry, head in session.execute(found)
    }


def standing_ids(session: Session, ids: set[str]) -> set[str]:
    wanted = sorted(ids)
    found: set[str] = set()
    for begin in range(0, len(wanted), 500):
        part = wanted[begin : begin + 500]
        found |= set(session.scalars(select(Entry.id).where(Entry.id.in_(part))))
    return found


def as_document(content: Content) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, datetime | date) else value
        for key, value in columns_of(content).items()
        if value is not None
    }


def from_document(document: Mapping[str, Any]) -> Content:
    given: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in document.items()
    }
    given |= {key: datetime.fromisoformat(given[key]) for key in MOMENTS if key in given}
    if "review_on" in given:
        given["review_on"] = date.fromisoformat(given["review_on"])
    kinds: dict[str, type[LabelledEnum]] = {
        "category": Category,
        "department": Department,
        "audience": Audience,
    }
    return Content(**(given | {key: kind(given[key]) for key, kind in kinds.items()}))


def findings_of(row: ImportRow) -> list[Finding]:
    return [Finding(**each) for each in row.findings]


def turn_away(row: ImportRow, mistake: str, mend: str) -> None:
    """What was sound when it was read and is not any more."""
    row.fate = Fate.WRONG
    told = Finding(f"第 {row.line} 行", mistake, mend)
    row.findings = [*row.findings, asdict(told)]


def _fate(content: Content | None, there: Standing | None, findings: Sequence[Finding]) -> Fate:
    if content is None or any(each.serious for each in findings):
        return Fate.WRONG
    if there is None:
        return Fate.NEW
    return Fate.UNCHANGED if there.content == content else Fate.CHANGED


def _notices(read: Read, there: Standing | None) -> Iterator[Finding]:
    if there is None or read.content in (None, there.content):
        return
    if there.state in (EntryState.RETIRED, EntryState.REJECTED, EntryState.IN_REVIEW):
        mistake = f"这个条目现在是“{there.state.label}”，导入后成为新的草稿。"
        yield Finding(read.place, mistake, serious=False)


def _wordings(session: Session) -> Iterator[tuple[str, str]]:
    """What members may say to reach an entry that stands, and its id."""
    same = and_(Revision.entry_id == Entry.id, Revision.number == Entry.head)
    gone = (EntryState.RETIRED, EntryState.REJECTED)
    found = (
        select(Entry.id, Revision.question, Revision.variants)
        .join(Revision, same)
        .where(Entry.state.not_in(gone))
        .order_by(Entry.id.desc())
    )
    for entry_id, question, variants in session.execute(found).yield_per(1000):
        yield from ((spoken(each), entry_id) for each in (question, *variants))
