"""A maintainer changes an item of the lexicon, or takes such a change back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.counter import take_numbers
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.policy.wordbook import (
    SERIES,
    LexiconChange,
    amendments,
    find_change,
    latest_of,
    require_undoable,
)
from kb.reports.replay import Change
from kb.text import clean
from kb.text.amending import Amendment, amended, items_of
from kb.text.amendment_checks import check_amendment
from kb.text.lexicon import Sections

LONGEST_REASON = 200


@dataclass(frozen=True)
class Because:
    """Why a change is made, what pinned questions it gets wrong, and why that is borne."""

    reason: str
    broken: tuple[Change, ...] = ()
    pin_reason: str = ""


def change_lexicon(
    session: Session,
    shipped: Sections,
    amendment: Amendment,
    because: Because,
    *,
    seen: int,
    by: int,
    now: datetime,
) -> LexiconChange:
    """`seen`: the version that was on the screen; what was changed since is not overwritten."""
    reason, pin_reason = read_because(because)
    # Two who save at once do so one after the other.
    [version] = take_numbers(session, SERIES)
    latest = latest_of(session, amendment.section, amendment.key)
    if latest is not None and latest.version > seen:
        raise Conflict(
            f"“{amendment.key}”刚被改过（第 {latest.version} 次改动）。",
            code="changed_meanwhile",
            mend="请重新打开这一条，看过再改。",
        )
    sections = amended(shipped, amendments(session))
    check_amendment(sections, amendment)
    before = items_of(sections, amendment.section).get(amendment.key)
    change = _written(
        session, version, amendment, before, (reason, len(because.broken), pin_reason),
        by=by, now=now,
    )  # fmt: skip
    return _recorded(session, "lexicon_changed", change, because)


def undo_change(
    session: Session, shipped: Sections, version: int, because: Because, *, by: int, now: datetime
) -> LexiconChange:
    reason, pin_reason = read_because(because)
    [fresh] = take_numbers(session, SERIES)
    undone = find_change(session, version)
    require_undoable(session, undone)
    values = None if undone.before is None else tuple(undone.before)
    back = Amendment(undone.section, undone.key, values)
    sections = amended(shipped, amendments(session))
    now_there = items_of(sections, undone.section).get(undone.key)
    if now_there != values:  # the files may have come to say the same
        check_amendment(sections, back)
    change = _written(
        session, fresh, back, now_there, (reason, len(because.broken), pin_reason),
        by=by, now=now, undoes=undone.version,
    )  # fmt: skip
    return _recorded(session, "lexicon_change_undone", change, because)


def read_because(because: Because) -> tuple[str, str | None]:
    """The two reasons; raises BadInput where one is missing that must be given."""
    reason, pin_reason = clean(because.reason), clean(because.pin_reason)
    if not reason:
        raise BadInput("没有写原因。", field="reason", code="no_reason", mend="写一句为什么要改。")
    if max(len(reason), len(pin_reason)) > LONGEST_REASON:
        raise BadInput(f"原因最多 {LONGEST_REASON} 个字。", field="reason", code="long_reason")
    if because.broken and not pin_reason:
        raise BadInput(
            f"保存后有 {len(because.broken)} 个重点问题会答错。",
            field="pin_reason",
            code="breaks_pinned",
            mend="请调整改动再保存；确实要保存，请写上原因。",
        )
    return reason, pin_reason if because.broken else None


def broken_ids(because: Because) -> list[int | None]:
    return [each.question.id for each in because.broken]


def _written(
    session: Session,
    version: int,
    amendment: Amendment,
    before: tuple[str, ...] | None,
    said: tuple[str, int, str | None],
    *,
    by: int,
    now: datetime,
    undoes: int | None = None,
) -> LexiconChange:
    reason, broken, pin_reason = said
    change = LexiconChange(
        version=version,
        section=amendment.section,
        key=amendment.key,
        before=None if before is None else list(before),
        after=None if amendment.values is None else list(amendment.values),
        reason=reason,
        broken_pins=broken,
        pin_reason=pin_reason,
        undoes=undoes,
        by_id=by,
        at=now,
    )
    session.add(change)
    session.flush()
    return change


def _recorded(
    session: Session, verb: str, change: LexiconChange, because: Because
) -> LexiconChange:
    record(
        session, verb, "lexicon", change.version, by=change.by_id, now=change.at,
        section=change.section, key=change.key, before=change.before, after=change.after,
        reason=change.reason, broken_pins=broken_ids(because),
    )  # fmt: skip
    return change
