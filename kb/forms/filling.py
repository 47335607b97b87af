"""Filling a form in: drafts, handing in, correcting, voiding."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.counter import take_numbers
from kb.errors import BadInput, Conflict
from kb.forms.beginning import NOWHERE, Origin, take_over
from kb.forms.calls import plan_first_call
from kb.forms.checking import check, cleaned, sums
from kb.forms.filled import FilledForm, FilledState, FormRevision, FormVoiding, revisions
from kb.forms.masking import unmask_values
from kb.forms.offers import propose_if_due, withdraw_undone
from kb.forms.people_on import counts, settle_person, surroundings
from kb.forms.showing import names, shown
from kb.forms.values import Value
from kb.forms.version import FormVersion, require_in_use
from kb.history import record
from kb.people.person import person
from kb.terms import Department, LabelledEnum
from kb.text import clean

LONGEST_FOUND_BY = 6000


class Move(LabelledEnum):
    SAVE = "save", "改草稿"
    HAND_IN = "hand_in", "提交"
    DISCARD = "discard", "放弃"
    CORRECT = "correct", "更正"
    VOID = "void", "作废"


MOVES = {
    Move.SAVE: FilledState.DRAFT,
    Move.HAND_IN: FilledState.DRAFT,
    Move.DISCARD: FilledState.DRAFT,
    Move.CORRECT: FilledState.HANDED_IN,
    Move.VOID: FilledState.HANDED_IN,
}
"""the one state each move sets out from"""


def begin_draft(
    session: Session,
    version: FormVersion,
    typed: Mapping[str, Value],
    *,
    key: str,
    by: int,
    now: datetime,
    origin: Origin = NOWHERE,
) -> FilledForm:
    """The draft, or the one this colleague began under the same key before. What was left masked
    as it came from the member's record is taken from there; that look is written down."""
    known = _begun(session, key, by)
    if known is not None:
        return _go_on(session, known, typed, now)
    values = take_over(session, version.form, cleaned(version.form, typed), origin, by=by, now=now)
    draft = FilledForm(
        form_id=version.form_id, version=version, state=FilledState.DRAFT, values=values,
        key=key, by_id=by, began_at=now, changed_at=now, found_by="",
        member_id=origin.member.id if origin.member else None,
        ticket_number=origin.ticket_number, complaint_number=origin.complaint_number,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        # Another window sent the same key in this moment, and theirs stands.
        known = _begun(session, key, by)
        if known is None:
            raise
        return _go_on(session, known, typed, now)
    record(session, "began", "form", draft.id, by=by, now=now, form=version.form_id)
    return draft


def save_draft(
    session: Session,
    draft: FilledForm,
    typed: Mapping[str, Value],
    *,
    seen: int,
    now: datetime,
) -> FilledForm:
    """`seen`: the edition that was on the screen; what another window saved is not written over.
    What was begun with masked numbers, and still shows them so, keeps the numbers."""
    _require(session, draft, Move.SAVE, seen)
    kept = unmask_values(draft.form, cleaned(draft.form, typed), draft.values)
    if kept != draft.values:
        draft.values, draft.changed_at = kept, now
        session.flush()
    return draft


def hand_in(session: Session, draft: FilledForm, *, by: int, now: datetime) -> FilledForm:
    """Checked, numbered and from now on kept. Raises FieldMistakes."""
    _require(session, draft, Move.HAND_IN)
    require_in_use(session, draft.form_id)
    form = draft.form
    values = check(form, draft.values, surroundings(session, now))
    # The row of the counter is locked from here on: those handed in at once follow each other.
    year = to_local(now).year
    [serial] = take_numbers(session, f"form:{form.id}:{year}")
    draft.number = f"{form.numbering}-{year}-{serial:04}"
    draft.state, draft.handed_in_at = FilledState.HANDED_IN, now
    _settle(session, draft, values, now)
    draft.department = _department(session, draft, by)
    _add_revision(session, draft, 1, "", by=by, now=now)
    record(session, "handed_in", "form", draft.id, by=by, now=now, number=draft.number)
    propose_if_due(session, draft, now=now)
    return draft


def correct(
    session: Session,
    filled: FilledForm,
    typed: Mapping[str, Value],
    reason: str,
    *,
    seen: int,
    by: int,
    now: datetime,
) -> FilledForm:
    """A new revision with a reason; what stood there before stays readable."""
    _require(session, filled, Move.CORRECT, seen)
    why = _said(reason, "还没有写为什么更正。", field="_reason")
    unmasked = unmask_values(filled.form, typed, filled.values)
    values = check(filled.form, unmasked, surroundings(session, now))
    before = dict(filled.values)
    _settle(session, filled, values, now)
    if filled.values == before:
        raise BadInput("没有改动任何内容。", code="nothing_changed", mend="请先改正，再保存。")
    last = revisions(session, filled)[-1].number
    _add_revision(session, filled, last + 1, why, by=by, now=now)
    changed = sorted(key for key in {*before, *values} if before.get(key) != values.get(key))
    record(session, "corrected", "form", filled.id, by=by, now=now, fields=changed)
    withdraw_undone(session, filled, now=now)
    propose_if_due(session, filled, now=now)
    return filled


def void(
    session: Session, filled: FilledForm, reason: str, *, by: int, now: datetime
) -> FilledForm:
    """It no longer counts; number and text stay."""
    _require(session, filled, Move.VOID)
    _end(session, filled, _said(reason, "还没有写为什么作废。"), "voided", by=by, now=now)
    withdraw_undone(session, filled, now=now)
    return filled


def discard(session: Session, draft: FilledForm, *, by: int, now: datetime) -> FilledForm:
    _require(session, draft, Move.DISCARD)
    return _end(session, draft, "放弃草稿", "discarded", by=by, now=now)


def _begun(session: Session, key: str, by: int) -> FilledForm | None:
    return session.scalar(select(FilledForm).where(FilledForm.by_id == by, FilledForm.key == key))


def _go_on(
    session: Session, known: FilledForm, typed: Mapping[str, Value], now: datetime
) -> FilledForm:
    if known.state is FilledState.DRAFT:
        return save_draft(session, known, typed, seen=known.edition, now=now)
    return known


def _end(
    session: Session, filled: FilledForm, why: str, verb: str, *, by: int, now: datetime
) -> FilledForm:
    filled.state, filled.next_call_on, filled.changed_at = FilledState.VOID, None, now
    session.add(FormVoiding(filled_id=filled.id, reason=why, by_id=by, at=now))
    record(session, verb, "form", filled.id, by=by, now=now)
    session.flush()
    return filled


def _require(session: Session, filled: FilledForm, move: Move, seen: int | None = None) -> None:
    session.flush()
    session.refresh(filled, with_for_update={"of": FilledForm})
    if filled.state is not MOVES[move]:
        raise Conflict(
            f"这份登记表现在是“{filled.state.label}”，不能{move.label}。",
            code="illegal_move",
            mend="请刷新页面，看看现在的状态。",
        )
    if seen is not None and seen != filled.edition:
        raise Conflict(
            "这份登记表在别的窗口里改过，您看到的不是最新的内容。",
            code="stale_edition",
            mend="您写的还在这一页；请另开一页看最新的内容，再决定保留哪一份。",
        )


def _settle(
    session: Session, filled: FilledForm, values: Mapping[str, Value], now: datetime
) -> None:
    """The values with what is computed from them, and what they are found and counted by."""
    filled.values = dict(values)
    settle_person(session, filled)
    filled.values = {**values, **sums(filled.form, values), **counts(session, filled)}
    filled.found_by = found_by(session, filled)
    filled.changed_at = now
    plan_first_call(session, filled)
    session.flush()


def found_by(session: Session, filled: FilledForm) -> str:
    known = names(session, [filled.member_id] if filled.member_id else [])
    parts = [shown(each, filled.values, known) for each in filled.form.fields]
    return folded(" ".join([filled.number or "", *filter(None, parts)]))[:LONGEST_FOUND_BY]


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _department(session: Session, filled: FilledForm, by: int) -> Department | None:
    named = filled.values.get(filled.form.belongs_to or "")
    if isinstance(named, str):
        return Department(named)
    return min(person(session, by).departments, default=None)


def _add_revision(
    session: Session, filled: FilledForm, number: int, reason: str, *, by: int, now: datetime
) -> None:
    session.add(
        FormRevision(
            filled_id=filled.id,
            number=number,
            values=filled.values,
            reason=reason,
            by_id=by,
            at=now,
        )
    )
    session.flush()


def _said(reason: str, missing: str, *, field: str = "reason") -> str:
    """`field`: beside the form's own fields, of which one may be called reason."""
    why = clean(reason)
    if not why:
        raise BadInput(missing, field=field, code="no_reason", mend="请写一句原因。")
    return why
