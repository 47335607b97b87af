"""An entry's life. What may follow what is the table MOVES and nothing else.

propose → draft → submit → in review → approve → published (→ due) → retire → retired
                                     → reject  → rejected
edit leads to draft from every state; the text in force stays in force until another is
approved or the entry is retired.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.counter import take_numbers
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.knowledge.content import Content, require_fit
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.publication import last_published, publish_revision, withdraw
from kb.knowledge.review import Finding, Review
from kb.knowledge.revision import Origin, Revision, columns_of, find_revision
from kb.terms import LabelledEnum


class Move(LabelledEnum):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "送审"
    APPROVE = "approve", "通过"
    REJECT = "reject", "退回"
    RETIRE = "retire", "下架"


@dataclass(frozen=True)
class Rule:
    """`needs_live`: only where a text of the entry is in force."""

    origins: frozenset[EntryState]
    target: EntryState
    needs_live: bool = False


MOVES = {
    Move.EDIT: Rule(frozenset(EntryState), EntryState.DRAFT),
    Move.SUBMIT: Rule(frozenset({EntryState.DRAFT}), EntryState.IN_REVIEW),
    Move.APPROVE: Rule(frozenset({EntryState.IN_REVIEW}), EntryState.PUBLISHED),
    Move.REJECT: Rule(frozenset({EntryState.IN_REVIEW}), EntryState.REJECTED),
    Move.RETIRE: Rule(
        frozenset(EntryState) - {EntryState.RETIRED}, EntryState.RETIRED, needs_live=True
    ),
}


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
    _write(session, entry, content, origin, by=by, now=now, summary=summary)
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
) -> Entry:
    """A new revision on top of the one that was `seen`, as a draft."""
    require_fit(content)
    before = _require_legal(session, entry, Move.EDIT, seen)
    entry.state = MOVES[Move.EDIT].target
    entry.head += 1
    _write(session, entry, content, Origin.CONSOLE, by=by, now=now, summary=summary)
    record(session, "edited", "entry", entry.id, by=by, now=now, revision=entry.head, before=before)
    return entry


def submit(session: Session, entry: Entry, *, by: int, now: datetime) -> Entry:
    _require_legal(session, entry, Move.SUBMIT)
    entry.state = MOVES[Move.SUBMIT].target
    record(session, "submitted", "entry", entry.id, by=by, now=now, revision=entry.head)
    session.flush()
    return entry


def approve(session: Session, entry: Entry, *, seen: int, by: int, now: datetime) -> Entry:
    """Publishes the revision that was `seen`, if none of its text is the approver's own."""
    _require_legal(session, entry, Move.APPROVE, seen)
    _require_other_hand(session, entry, by)
    _review(session, entry, Finding.APPROVED, None, by=by, now=now)
    why = find_revision(session, entry.id, entry.head).summary
    entry.state = MOVES[Move.APPROVE].target
    number = publish_revision(session, entry, entry.head, by=by, now=now, why=why).number
    record(
        session, "approved", "entry", entry.id, by=by, now=now, revision=entry.head, number=number
    )
    session.flush()
    return entry


def reject(
    session: Session, entry: Entry, reason: str, *, seen: int, by: int, now: datetime
) -> Entry:
    _require_reason(reason)
    _require_legal(session, entry, Move.REJECT, seen)
    _review(session, entry, Finding.REJECTED, reason, by=by, now=now)
    entry.state = MOVES[Move.REJECT].target
    record(
        session, "rejected", "entry", entry.id, by=by, now=now, revision=entry.head, reason=reason
    )
    session.flush()
    return entry


def retire(session: Session, entry: Entry, reason: str, *, by: int, now: datetime) -> Entry:
    _require_reason(reason)
    before = _require_legal(session, entry, Move.RETIRE)
    entry.state = MOVES[Move.RETIRE].target
    number = withdraw(session, entry, by=by, now=now, why=reason).number
    record(
        session, "retired", "entry", entry.id, by=by, now=now,
        reason=reason, before=before, number=number,
    )  # fmt: skip
    session.flush()
    return entry


def _require_legal(
    session: Session, entry: Entry, move: Move, seen: int | None = None
) -> EntryState:
    """Locks the entry and reads it anew; the state it is in."""
    session.flush()
    session.refresh(entry, with_for_update=True)
    rule = MOVES[move]
    if entry.state not in rule.origins or (rule.needs_live and entry.live is None):
        raise Conflict(
            f"条目 {entry.id} 现在是“{entry.state.label}”，不能{move.label}。",
            code="illegal_move",
            mend="请刷新页面，看看现在的状态。",
        )
    if seen is not None and seen != entry.head:
        raise Conflict(
            f"条目 {entry.id} 已经有了第 {entry.head} 版，您看到的是第 {seen} 版。",
            code="stale_revision",
            mend="请先看最新一版。",
        )
    return entry.state


def _require_other_hand(session: Session, entry: Entry, by: int) -> None:
    """Nobody approves their own text: not the last touch on it, and not what lies beneath."""
    own = session.scalar(
        select(Revision.number)
        .where(Revision.entry_id == entry.id, Revision.written_by == by)
        .where(Revision.number > last_published(session, entry.id))
        .limit(1)
    )
    if own is not None:
        raise Conflict(
            f"这个条目的第 {own} 版是您自己写的，不能由您审核。",
            code="own_text",
            mend="请另一位同事审核。",
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput("还没有写原因。", field="reason", code="no_reason", mend="请写上原因。")


def _review(
    session: Session, entry: Entry, finding: Finding, reason: str | None, *, by: int, now: datetime
) -> None:
    review = Review(
        entry_id=entry.id, revision=entry.head, finding=finding, reason=reason, by_id=by, at=now
    )
    session.add(review)


def _write(
    session: Session,
    entry: Entry,
    content: Content,
    origin: Origin,
    *,
    by: int,
    now: datetime,
    summary: str,
) -> None:
    revision = Revision(
        entry_id=entry.id,
        number=entry.head,
        origin=origin,
        written_by=by,
        written_at=now,
        summary=summary,
        **columns_of(content),
    )
    session.add(revision)
    session.flush()


def _free_id(session: Session) -> str:
    while True:
        candidate = f"k-{take_numbers(session, 'entry')[0]:04}"
        if session.get(Entry, candidate) is None:
            return candidate
