"""One act on many entries, and its undoing within ten minutes.

Nothing is taken out of the record: undoing writes, for each entry that nobody touched since, the
act that leads back (a retired text is in force again as a new revision, old tags are set again, a
submitted text is taken back). What was touched since stays, and says why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.knowledge.entry import Entry, EntryState, find_entry
from kb.knowledge.life import retire, submit, take_back
from kb.knowledge.light import restore, tidy
from kb.knowledge.moves import require_reason
from kb.knowledge.revision import Revision, find_revision
from kb.people.person import Person
from kb.terms import LabelledEnum

UNDO_WITHIN = timedelta(minutes=10)
MOST = 200
UNDOING = "撤销批量操作"


class BulkKind(LabelledEnum):
    RETIRE = "retire", "下架"
    TAGS = "tags", "设标签"
    REVIEW_ON = "review_on", "定复核日期"
    SUBMIT = "submit", "送审"


class BulkAct(Base):
    """`said`: the reason, the tags or the date, as they were typed."""

    __tablename__ = "bulk_acts"
    __table_args__ = (
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone_by_somebody"),
        Index(None, "by_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BulkKind]
    said: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))

    def may_be_undone(self, by: int, now: datetime) -> bool:
        fresh = now - self.at <= UNDO_WITHIN
        return self.undone_at is None and self.by_id == by and fresh


class BulkItem(Base):
    """`before`, `after`: the newest revision then. `kept_because`: why undoing left it alone."""

    __tablename__ = "bulk_items"

    bulk_id: Mapped[int] = mapped_column(ForeignKey(BulkAct.id), primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey(Entry.id), primary_key=True)
    before: Mapped[int]
    after: Mapped[int]
    undone_at: Mapped[datetime | None]
    kept_because: Mapped[str | None]


@dataclass(frozen=True)
class Done:
    """`refused`: id → why the act does not fit that entry, which stays as it was."""

    act: BulkAct | None
    changed: tuple[str, ...]
    refused: dict[str, str]


Verb = Callable[[Session, Entry], object]


def retire_all(
    session: Session, ids: Sequence[str], reason: str, *, by: int, now: datetime
) -> Done:
    require_reason(reason)

    def act(session: Session, entry: Entry) -> None:
        if entry.head != entry.live:
            raise Conflict("有还没审完的修改，请单独处理。")
        retire(session, entry, reason, by=by, now=now)

    return _each(session, BulkKind.RETIRE, ids, reason, act, by=by, now=now)


def tag_all(
    session: Session, ids: Sequence[str], tags: tuple[str, ...], *, by: int, now: datetime
) -> Done:
    said = "、".join(tags)
    why = f"批量设标签：{said or '（无）'}"

    def act(session: Session, entry: Entry) -> None:
        day = _newest(session, entry).review_on
        tidy(session, entry, tags, day, why=why, seen=entry.head, by=by, now=now)

    return _each(session, BulkKind.TAGS, ids, said, act, by=by, now=now)


def plan_review_of_all(
    session: Session, ids: Sequence[str], day: date, *, by: int, now: datetime
) -> Done:
    why = f"批量定复核日期：{day}"

    def act(session: Session, entry: Entry) -> None:
        tags = tuple(_newest(session, entry).tags)
        tidy(session, entry, tags, day, why=why, seen=entry.head, by=by, now=now)

    return _each(session, BulkKind.REVIEW_ON, ids, str(day), act, by=by, now=now)


def submit_all(session: Session, ids: Sequence[str], *, by: int, now: datetime) -> Done:
    """One's own drafts: somebody else's are theirs to submit."""

    def act(session: Session, entry: Entry) -> None:
        if _newest(session, entry).written_by != by:
            raise Conflict("草稿不是您写的，请由写的人送审。")
        submit(session, entry, by=by, now=now)

    return _each(session, BulkKind.SUBMIT, ids, "", act, by=by, now=now)


def undo(session: Session, act: BulkAct, *, by: int, now: datetime) -> Done:
    if not act.may_be_undone(by, now):
        minutes = int(UNDO_WITHIN.total_seconds() // 60)
        raise Conflict(
            f"只有做的人在 {minutes} 分钟内可以撤销。",
            code="too_late_to_undo",
            mend="请逐条处理。",
        )
    act.undone_at, act.undone_by = now, by
    items = bulk_items(session, act)
    for item in items:
        item.kept_because = _undo_one(session, act, item, by=by, now=now)
        item.undone_at = None if item.kept_because else now
    changed = tuple(each.entry_id for each in items if each.undone_at)
    record(session, "undone", "bulk_act", act.id, by=by, now=now, entries=changed)
    session.flush()
    return Done(act, changed, {i.entry_id: i.kept_because for i in items if i.kept_because})


def find_bulk_act(session: Session, bulk_id: int) -> BulkAct:
    found = session.get(BulkAct, bulk_id)
    if found is None:
        raise NotFound("没有这次批量操作。")
    return found


def last_bulk_act(session: Session, by: int, now: datetime) -> BulkAct | None:
    """The newest of this person's that can still be undone."""
    found = select(BulkAct).where(BulkAct.by_id == by, BulkAct.undone_at.is_(None))
    last = session.scalar(found.order_by(BulkAct.id.desc()).limit(1))
    return last if last is not None and last.may_be_undone(by, now) else None


def bulk_items(session: Session, act: BulkAct) -> list[BulkItem]:
    found = select(BulkItem).where(BulkItem.bulk_id == act.id).order_by(BulkItem.entry_id)
    return list(session.scalars(found))


def _each(
    session: Session,
    kind: BulkKind,
    ids: Sequence[str],
    said: str,
    verb: Verb,
    *,
    by: int,
    now: datetime,
) -> Done:
    """The entry a verb refuses is left out; the others go on."""
    chosen = _chosen(ids)
    heads: dict[str, tuple[int, int]] = {}
    refused: dict[str, str] = {}
    for entry_id in chosen:
        try:
            with session.begin_nested():
                entry = find_entry(session, entry_id)
                before = entry.head
                verb(session, entry)
                heads[entry_id] = (before, entry.head)
        except (BadInput, Conflict, NotFound) as error:
            refused[entry_id] = error.message
    if not heads:
        return Done(None, (), refused)
    act = BulkAct(kind=kind, said=said, by_id=by, at=now)
    session.add(act)
    session.flush()
    session.add_all(
        BulkItem(bulk_id=act.id, entry_id=entry_id, before=before, after=after)
        for entry_id, (before, after) in heads.items()
    )
    record(session, "done", "bulk_act", act.id, by=by, now=now, kind=kind, entries=list(heads))
    session.flush()
    return Done(act, tuple(heads), refused)


def _chosen(ids: Sequence[str]) -> list[str]:
    chosen = sorted(set(ids))
    if not chosen:
        raise BadInput("还没有选条目。", field="ids", code="none_chosen", mend="请先勾选条目。")
    if len(chosen) > MOST:
        raise BadInput(f"一次最多选 {MOST} 条。", field="ids", code="too_many", mend="请分几次做。")
    return chosen


def _undo_one(
    session: Session, act: BulkAct, item: BulkItem, *, by: int, now: datetime
) -> str | None:
    """Why it was left alone; None when it was undone."""
    entry = find_entry(session, item.entry_id)
    session.refresh(entry, with_for_update=True)
    if entry.head != item.after or entry.state not in _LEFT_IN[act.kind]:
        return "之后又有人改过。"
    old = find_revision(session, entry.id, item.before).content
    try:
        with session.begin_nested():
            match act.kind:
                case BulkKind.RETIRE:
                    restore(session, entry, item.before, UNDOING, seen=entry.head, by=by, now=now)
                case BulkKind.SUBMIT:
                    take_back(session, entry, by=by, now=now)
                case BulkKind.TAGS | BulkKind.REVIEW_ON:
                    tags, day = old.tags, old.review_on
                    tidy(session, entry, tags, day, why=UNDOING, seen=entry.head, by=by, now=now)
    except Conflict as error:
        return error.message
    return None


def _newest(session: Session, entry: Entry) -> Revision:
    return find_revision(session, entry.id, entry.head)


_IN_FORCE = (EntryState.PUBLISHED, EntryState.DUE)
_LEFT_IN = {
    BulkKind.RETIRE: (EntryState.RETIRED,),
    BulkKind.SUBMIT: (EntryState.IN_REVIEW,),
    BulkKind.TAGS: _IN_FORCE,
    BulkKind.REVIEW_ON: _IN_FORCE,
}
