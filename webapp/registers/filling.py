"""Filling a form in: a new one, a draft that keeps itself, a correction."""

from secrets import token_urlsafe
from typing import Any

from flask import flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.form_origin import form_origin
from kb.errors import CourtsideError
from kb.forms.beginning import Origin, prefilled
from kb.forms.filled import FilledForm, FilledState
from kb.forms.filling import begin_draft, correct, discard, hand_in, save_draft
from kb.forms.masking import mask_values
from kb.forms.reach import open_form, readable_form, require_may_change, visible
from kb.forms.showing import names
from kb.forms.template import Form
from kb.people.person import Person
from kb.people.rights import Right
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.registers.room import FILLED, FORM, registers
from webapp.registers.written import (
    read_from,
    read_key,
    read_seen,
    read_written,
    wants_json,
    wants_to_hand_in,
)


@registers.get(f"{FORM}/new")
@needs(Right.KEEP_REGISTERS)
def new(session: Session, by: Person, form_id: str) -> ResponseReturnValue:
    form, origin = open_form(session, form_id, by).form, _origin(session, by)
    values = prefilled(form, origin, by, clock.now())
    return _fill_page(session, form, values, key=token_urlsafe(18), origin=origin)


def _new_again(
    session: Session, by: Person, error: CourtsideError, form_id: str
) -> ResponseReturnValue:
    if wants_json():
        return _told(error)
    form, origin = readable_form(session, form_id, by).form, _origin(session, by)
    values = read_written(form)
    page = _fill_page(session, form, values, key=typed("_key"), origin=origin, error=error)
    return page, status_of(error)


@registers.post(f"{FORM}/drafts")
@needs(Right.KEEP_REGISTERS, again=_new_again)
def post_new(session: Session, by: Person, form_id: str) -> ResponseReturnValue:
    version, now = open_form(session, form_id, by), clock.now()
    draft = begin_draft(
        session, version, read_written(version.form), key=read_key(), by=by.id, now=now,
        origin=_origin(session, by),
    )  # fmt: skip
    return _kept(session, draft, by)


def _draft_again(
    session: Session, by: Person, error: CourtsideError, form_id: str, filled_id: int
) -> ResponseReturnValue:
    if wants_json():
        return _told(error)
    filled = visible(session, form_id, filled_id, by)
    page = _fill_page(session, filled.form, read_written(filled.form), filled, error=error)
    return page, status_of(error)


@registers.post(f"{FILLED}/draft")
@needs(Right.KEEP_REGISTERS, again=_draft_again)
def post_draft(session: Session, by: Person, form_id: str, filled_id: int) -> ResponseReturnValue:
    draft = visible(session, form_id, filled_id, by)
    save_draft(session, draft, read_written(draft.form), seen=read_seen(), now=clock.now())
    return _kept(session, draft, by)


@registers.post(f"{FILLED}/discarding")
@needs(Right.KEEP_REGISTERS)
def post_discarding(
    session: Session, by: Person, form_id: str, filled_id: int
) -> ResponseReturnValue:
    discard(session, visible(session, form_id, filled_id, by), by=by.id, now=clock.now())
    flash("草稿已放弃。")
    return redirect(url_for("registers.shelf"), code=303)


@registers.get(f"{FILLED}/correction")
@needs(Right.KEEP_REGISTERS)
def correction(session: Session, by: Person, form_id: str, filled_id: int) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    require_may_change(filled, by)
    return _fill_page(session, filled.form, mask_values(filled.form, filled.values), filled)


@registers.post(f"{FILLED}/correction")
@needs(Right.KEEP_REGISTERS, again=_draft_again)
def post_correction(
    session: Session, by: Person, form_id: str, filled_id: int
) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    require_may_change(filled, by)
    correct(
        session, filled, read_written(filled.form), typed("_reason"), seen=read_seen(), by=by.id,
        now=clock.now(),
    )  # fmt: skip
    flash("已更正，原来的内容留在记录里。")
    return redirect(url_for("registers.filed", form_id=form_id, filled_id=filled_id), code=303)


def draft_page(session: Session, draft: FilledForm) -> str:
    return _fill_page(session, draft.form, draft.values, draft)


def _kept(session: Session, draft: FilledForm, by: Person) -> ResponseReturnValue:
    """Handed in where that was asked for; otherwise the draft as it is kept now."""
    here = {"form_id": draft.form_id, "filled_id": draft.id}
    if draft.state is FilledState.DRAFT and wants_to_hand_in():
        hand_in(session, draft, by=by.id, now=clock.now())
        flash(f"已登记，编号 {draft.number}。")
    elif wants_json():
        return jsonify(
            action=url_for("registers.post_draft", **here),
            page=url_for("registers.filed", **here),
            seen=draft.edition,
        )
    elif draft.state is FilledState.DRAFT:
        flash("草稿已保存，还没有提交。")
    return redirect(url_for("registers.filed", **here), code=303)


def _told(error: CourtsideError) -> ResponseReturnValue:
    return jsonify(error=f"{error.message}{error.mend or ''}"), status_of(error)


def _origin(session: Session, by: Person) -> Origin:
    said = read_from()
    return form_origin(
        session, by=by, member_id=said.member, ticket_number=said.ticket,
        complaint_number=said.complaint,
    )  # fmt: skip


def _fill_page(
    session: Session,
    form: Form,
    values: dict[str, Any],
    filled: FilledForm | None = None,
    *,
    key: str = "",
    origin: Origin | None = None,
    error: CourtsideError | None = None,
) -> str:
    return render_template(
        "registers/fill.html",
        form=form,
        values=values,
        filled=filled,
        key=key,
        origin=origin,
        people=names(session).people,
        corrects=filled is not None and filled.state is not FilledState.DRAFT,
        reason=typed("_reason"),
        errors=_by_place(form, mistakes(error, "form")),
        now=clock.now(),
    )


def _by_place(form: Form, told: dict[str, str]) -> dict[str, str]:
    """By the id that each field has on the page."""
    return {f"f-{key}" if key in form.keys else key: text for key, text in told.items()}
