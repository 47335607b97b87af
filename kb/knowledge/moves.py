"""What may follow what in an entry's life: the table MOVES, and what else is asked of a move."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.publication import last_published
from kb.knowledge.revision import Revision, find_revision
from kb.terms import LabelledEnum


class Move(LabelledEnum):
    EDIT = "edit", "修改"
    SUBMIT = "submit", "送审"
    TAKE_BACK = "take_back", "撤回送审"
    APPROVE = "approve", "通过"
    REJECT = "reject", "退回"
    RETIRE = "retire", "下架"
    FIX_TYPO = "fix_typo", "直接改错字"
    RESTORE = "restore", "恢复旧版"
    VERIFY = "verify", "复核"
    FALL_DUE = "fall_due", "转为待复核"
    CALL_OFF = "call_off", "取消定时改动"


@dataclass(frozen=True)
class Rule:
    """`target`: None where the state stays. `needs_live`: only where a text is in force."""

    origins: frozenset[EntryState]
    target: EntryState | None
    needs_live: bool = False


MOVES = {
    Move.EDIT: Rule(frozenset(EntryState), EntryState.DRAFT),
    Move.SUBMIT: Rule(frozenset({EntryState.DRAFT}), EntryState.IN_REVIEW),
    Move.TAKE_BACK: Rule(frozenset({EntryState.IN_REVIEW}), EntryState.DRAFT),
    Move.APPROVE: Rule(frozenset({EntryState.IN_REVIEW}), EntryState.PUBLISHED),
    Move.REJECT: Rule(frozenset({EntryState.IN_REVIEW}), EntryState.REJECTED),
    Move.RETIRE: Rule(
        frozenset(EntryState) - {EntryState.RETIRED}, EntryState.RETIRED, needs_live=True
    ),
    Move.FIX_TYPO: Rule(frozenset({EntryState.PUBLISHED, EntryState.DUE}), None, needs_live=True),
    Move.RESTORE: Rule(frozenset(EntryState), EntryState.PUBLISHED),
    # The text in force may be checked while a new one is written above it.
    Move.VERIFY: Rule(frozenset(EntryState), None, needs_live=True),
    Move.FALL_DUE: Rule(frozenset({EntryState.PUBLISHED}), EntryState.DUE, needs_live=True),
    Move.CALL_OFF: Rule(frozenset(EntryState), None, needs_live=True),
}


def enter(entry: Entry, move: Move) -> None:
    target = MOVES[move].target
    if target is not None:
        entry.state = target


def require_legal(
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


def require_other_hand(session: Session, entry: Entry, by: int) -> None:
    """Nobody approves their own text: not the last touch on it, not what lies beneath, and not
    what somebody else took up again for them."""
    own = own_part(session, entry, by)
    if own is not None:
        raise Conflict(
            f"这个条目的第 {own} 版是您自己写的，不能由您审核。",
            code="own_text",
            mend="请另一位同事审核。",
        )


def own_part(session: Session, entry: Entry, by: int) -> int | None:
    """The number of a revision by this person in what was not published yet."""
    fresh = session.scalars(
        select(Revision)
        .where(Revision.entry_id == entry.id, Revision.number > last_published(session, entry.id))
        .order_by(Revision.number)
    )
    for each in fresh:
        source: Revision | None = each
        while source is not None:
            if source.written_by == by:
                return source.number
            older = source.restores
            source = find_revision(session, entry.id, older) if older is not None else None
    return None


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInput("还没有写原因。", field="reason", code="no_reason", mend="请写上原因。")
