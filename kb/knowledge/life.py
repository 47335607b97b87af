"""An entry's life. What may follow what is the table MOVES in kb/knowledge/moves.py.

propose → draft → submit → in review → approve → published (→ due) → retire → retired
                                     → reject  → rejected
                                     → take back → draft
edit and roll back lead to draft from every state; the text in force stays in force until another
is approved or the entry is retired. What may be published by one person alone is in light.py.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.counter import take_numbers
from kb.errors import Conflict
from kb.history import record
from kb.knowledge.content import Content, require_fit
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.moves import (
    Move,
    enter,
    own_part,
    require_legal,
    require_other_hand,
    require_reason,
)
from kb.knowledge.publication import last_published, publish_revision, withdraw
from kb.knowledge.review import Finding, Review
from kb.knowledge.revision import Origin, Revision, find_revision, write_revision

A_SITTING = timedelta(minutes=15)


def propose(
    session: Session,
    content: Content,
    *,
    by: int,
    now: datetime,
    entry_id: str | None = None,
    origin_ticket: int | None = None,
    summary: str = "新条目",
) -> Entry:
    """A new entry as a draft; without an id it gets the next free one."""
    require_fit(content)
    if entry_id is not None and session.get(Entry, entry_id) is not None:
        raise Conflict(f"编号 {entry_id} 已经有条目了。", mend="请换一个编号，或修改那个条目。")
    entry = Entry(
        id=entry_id or _free_id(session),
        state=EntryState.DRAFT,
        created_at=now,
        head=1,
        live=None,
        origin_ticket=origin_ticket,
    )
    session.add(entry)
    session.flush()
    origin = Origin.CONSOLE if origin_ticket is None else Origin.TICKET
    write_revision(session, entry.id, 1, content, by=by, now=now, summary=summary, origin=origin)
    session.flush()
    record(session, "proposed", "entry", entry.id, by=by, now=now, ticket=origin_ticket)
    return entry


def edit(
    session: Session,
    entry: Entry,
    content: Content,
    *,
    seen: int,
    by: int,
    now: datetime,
    summary: str = "修改",
    within: timedelta = A_SITTING,
    restores: int | None = None,
) -> Entry:
    """A new revision on top of the one that was `seen`, as a draft. `within`: how soon after the
    writer's own last one it belongs to the same sitting. `restores`: the older revision whose text
    is taken up again."""
    require_fit(content)
    before = require_legal(session, entry, Move.EDIT, seen)
    sitting = None if restores else _goes_on(session, entry, by, now, within)
    enter(entry, Move.EDIT)
    entry.head += 1
    write_revision(
        session, entry.id, entry.head, content,
        by=by, now=now, summary=summary, sitting=sitting, restores=restores,
    )  # fmt: skip
    record(session, "edited", "entry", entry.id, by=by, now=now, revision=entry.head, before=before)
    session.flush()
    return entry


def roll_back(
    session: Session, entry: Entry, number: int, *, seen: int, by: int, now: datetime
) -> Entry:
    """A draft with the text of an older revision, which goes through review like any other."""
    older = find_revision(session, entry.id, number)
    if number == entry.head:
        raise Conflict("这就是最新一版，不用恢复。", code="nothing_to_roll_back")
    summary = f"恢复第 {number} 版"
    return edit(
        session, entry, older.content, seen=seen, by=by, now=now, summary=summary, restores=number
    )


def submit(session: Session, entry: Entry, *, by: int, now: datetime) -> Entry:
    require_legal(session, entry, Move.SUBMIT)
    enter(entry, Move.SUBMIT)
    record(session, "submitted", "entry", entry.id, by=by, now=now, revision=entry.head)
    session.flush()
    return entry


def take_back(session: Session, entry: Entry, *, by: int, now: datetime) -> Entry:
    """Out of review again, by one of those whose text it is."""
    require_legal(session, entry, Move.TAKE_BACK)
    if own_part(session, entry, by) is None:
        raise Conflict(
            "送审的内容不是您写的，不能由您撤回。",
            code="not_own_text",
            mend="要它改，请写上原因退回。",
        )
    enter(entry, Move.TAKE_BACK)
    record(session, "taken_back", "entry", entry.id, by=by, now=now, revision=entry.head)
    session.flush()
    return entry


def approve(session: Session, entry: Entry, *, seen: int, by: int, now: datetime) -> Entry:
    """Publishes the revision that was `seen`, if none of its text is the approver's own."""
    require_legal(session, entry, Move.APPROVE, seen)
    require_other_hand(session, entry, by)
    _review(session, entry, Finding.APPROVED, None, by=by, now=now)
    why = find_revision(session, entry.id, entry.head).summary
    enter(entry, Move.APPROVE)
    number = publish_revision(session, entry, entry.head, by=by, now=now, why=why).number
    record(
        session, "approved", "entry", entry.id, by=by, now=now, revision=entry.head, number=number
    )
    session.flush()
    return entry


def reject(
    session: Session, entry: Entry, reason: str, *, seen: int, by: int, now: datetime
) -> Entry:
    require_reason(reason)
    require_legal(session, entry, Move.REJECT, seen)
    _review(session, entry, Finding.REJECTED, reason, by=by, now=now)
    enter(entry, Move.REJECT)
    record(
        session, "rejected", "entry", entry.id, by=by, now=now, revision=entry.head, reason=reason
    )
    session.flush()
    return entry


def retire(session: Session, entry: Entry, reason: str, *, by: int, now: datetime) -> Entry:
    require_reason(reason)
    before = require_legal(session, entry, Move.RETIRE)
    enter(entry, Move.RETIRE)
    number = withdraw(session, entry, by=by, now=now, why=reason).number
    record(
        session, "retired", "entry", entry.id, by=by, now=now,
        reason=reason, before=before, number=number,
    )  # fmt: skip
    session.flush()
    return entry


def _review(
    session: Session, entry: Entry, finding: Finding, reason: str | None, *, by: int, now: datetime
) -> None:
    review = Review(
        entry_id=entry.id, revision=entry.head, finding=finding, reason=reason, by_id=by, at=now
    )
    session.add(review)


def _goes_on(
    session: Session, entry: Entry, by: int, now: datetime, within: timedelta
) -> int | None:
    """The first number of the sitting, when this is the next edit of the writer's own text, soon
    after the last and before anybody reviewed it."""
    last = find_revision(session, entry.id, entry.head)
    if last.written_by != by or now - last.written_at > within:
        return None
    if last.number <= last_published(session, entry.id) or _was_reviewed(session, last):
        return None
    return last.sitting or last.number


def _was_reviewed(session: Session, revision: Revision) -> bool:
    found = select(Review.id).where(
        Review.entry_id == revision.entry_id, Review.revision == revision.number
    )
    return session.scalar(found.limit(1)) is not None


def _free_id(session: Session) -> str:
    while True:
        candidate = f"k-{take_numbers(session, 'entry')[0]:04}"
        if session.get(Entry, candidate) is None:
            return candidate
