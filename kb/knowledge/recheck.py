"""Looking again at a text in force: that it is due, and that it was found right."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.counter import take_numbers
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.knowledge.due import next_due
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.moves import Move, enter, require_legal
from kb.knowledge.publication import SERIES, in_force
from kb.knowledge.verification import Verification
from kb.policy.rechecks import Rechecks


def verify(
    session: Session,
    entry: Entry,
    rechecks: Rechecks,
    *,
    by: int,
    now: datetime,
    note: str = "",
    again_on: date | None = None,
) -> Verification:
    """Says that the text in force is right; it is due again on that day, or after the interval of
    its category."""
    require_legal(session, entry, Move.VERIFY)
    text = in_force(session, entry.id, now)
    if text is None:
        raise Conflict("这个条目现在没有生效的内容，不用复核。", code="illegal_move")
    _require_future(again_on, now)
    verification = Verification(
        number=take_numbers(session, SERIES)[0],
        entry_id=entry.id,
        revision=text.revision,
        by_id=by,
        at=now,
        next_due=again_on or next_due(text, rechecks, now),
        note=note.strip() or None,
    )
    session.add(verification)
    if entry.state is EntryState.DUE:
        entry.state = EntryState.PUBLISHED
    record(
        session, "verified", "entry", entry.id, by=by, now=now,
        revision=text.revision, number=verification.number, next_due=verification.next_due,
    )  # fmt: skip
    session.flush()
    return verification


def fall_due(session: Session, entry: Entry, *, now: datetime) -> Entry:
    """Nobody does this: the day has come."""
    require_legal(session, entry, Move.FALL_DUE)
    enter(entry, Move.FALL_DUE)
    record(session, "fell_due", "entry", entry.id, by=None, now=now, revision=entry.live)
    session.flush()
    return entry


def _require_future(day: date | None, now: datetime) -> None:
    if day is not None and day <= to_local(now).date():
        raise BadInput(
            "下次复核的日期要在今天以后。",
            field="again_on",
            code="bad_date",
            mend="请改一个以后的日期，或留空。",
        )
