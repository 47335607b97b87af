"""A form that was handed in: looking at it, on paper too, and what is done about it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.agenda import due_about
from kb.acts.note_call import note_call
from kb.care.call import CallResult
from kb.errors import CourtsideError, NotAllowed
from kb.forms.calls import calls_of
from kb.forms.filled import FilledForm, FilledState, revisions, voiding_of
from kb.forms.filling import void
from kb.forms.offers import NEXT, decide_offer, offer_on
from kb.forms.reach import may_change, require_may_change, visible
from kb.forms.showing import names, shown, shown_masked
from kb.history import record
from kb.people.person import Person
from kb.people.rights import Right, may
from webapp.agenda.forms import read_called
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.registers.filling import draft_page
from webapp.registers.paper import paper
from webapp.registers.room import FILLED, registers
from webapp.registers.written import read_offer


@registers.get(FILLED)
@needs(Right.KEEP_REGISTERS)
def filed(session: Session, by: Person, form_id: str, filled_id: int) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    if filled.state is FilledState.DRAFT:
        return draft_page(session, filled)
    return _filed_page(session, by, filled)


def _filed_again(
    session: Session, by: Person, error: CourtsideError, form_id: str, filled_id: int
) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    return _filed_page(session, by, filled, error=error), status_of(error)


@registers.post(f"{FILLED}/disclosure")
@needs(Right.KEEP_REGISTERS)
def post_disclosure(
    session: Session, by: Person, form_id: str, filled_id: int
) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    _write_look_down(session, filled, by)
    return _filed_page(session, by, filled, in_full=True)


@registers.post(f"{FILLED}/voiding")
@needs(Right.KEEP_REGISTERS, again=_filed_again)
def post_voiding(session: Session, by: Person, form_id: str, filled_id: int) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    require_may_change(filled, by)
    void(session, filled, typed("reason"), by=by.id, now=clock.now())
    flash("已作废，编号保留，不再计数。")
    return _to(filled)


@registers.post(f"{FILLED}/calls")
@needs(Right.KEEP_REGISTERS, again=_filed_again)
def post_call(session: Session, by: Person, form_id: str, filled_id: int) -> ResponseReturnValue:
    """Also for those who fill the form in and have no agenda; noted as it is there."""
    filled, now = visible(session, form_id, filled_id, by), clock.now()
    said = read_called()
    due = due_about(session, filled, now=now)
    note_call(session, due, said.result, said.note, by=by.id, now=now)
    following = filled.next_call_on
    flash(f"已记下，下次回访 {following}。" if following else "已记下，不再回访。")
    return _to(filled)


@registers.post(f"{FILLED}/offer")
@needs(Right.KEEP_REGISTERS, again=_filed_again)
def post_offer(session: Session, by: Person, form_id: str, filled_id: int) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    offer = decide_offer(session, filled, read_offer(), typed("note"), by=by.id, now=clock.now())
    flash(f"{offer.what}：{offer.state.label}。")
    return _to(filled)


@registers.get(f"{FILLED}/printout")
@needs(Right.KEEP_REGISTERS)
def printout(session: Session, by: Person, form_id: str, filled_id: int) -> ResponseReturnValue:
    return _paper(session, visible(session, form_id, filled_id, by), by, in_full=False)


@registers.post(f"{FILLED}/printout")
@needs(Right.KEEP_REGISTERS)
def post_printout(
    session: Session, by: Person, form_id: str, filled_id: int
) -> ResponseReturnValue:
    filled = visible(session, form_id, filled_id, by)
    _write_look_down(session, filled, by)
    return _paper(session, filled, by, in_full=True)


def _write_look_down(session: Session, filled: FilledForm, by: Person) -> None:
    if not may(by, Right.SEE_MEMBERS):
        raise NotAllowed("您的账号不能看完整号码。", mend="需要联系会员时，请找客服专员。")
    record(session, "looked_at", "form", filled.id, by=by.id, now=clock.now(), page=request.path)


def _paper(session: Session, filled: FilledForm, by: Person, *, in_full: bool) -> str:
    known = names(session, _members(filled))
    return render_template(
        "registers/printout.html",
        form=filled.form,
        filled=filled,
        rows=paper(filled, known, in_full=in_full),
        in_full=in_full,
        may_see=may(by, Right.SEE_MEMBERS),
    )


def _filed_page(
    session: Session,
    by: Person,
    filled: FilledForm,
    *,
    in_full: bool = False,
    error: CourtsideError | None = None,
) -> str:
    form, known = filled.form, names(session, _members(filled))
    show = shown if in_full else shown_masked
    offer = offer_on(session, filled)
    return render_template(
        "registers/filed.html",
        form=form,
        filled=filled,
        lines=[(each, show(each, filled.values, known)) for each in form.fields],
        show=lambda key, values: shown_masked(form.field(key), values, known),
        keys=[each.id for each in form.fields],
        people=known.people,
        revisions=revisions(session, filled),
        voiding=voiding_of(session, filled),
        calls=calls_of(session, filled),
        results=CallResult,
        offer=offer,
        next_states=NEXT.get(offer.state, ()) if offer else (),
        may_change=may_change(filled, by),
        may_see=may(by, Right.SEE_MEMBERS) and not in_full,
        may_work=may(by, Right.WORK_TICKETS),
        typed=request.form,
        errors=mistakes(error, "reason"),
        now=clock.now(),
    )


def _members(filled: FilledForm) -> list[int]:
    said = (filled.values.get(each.id) for each in filled.form.fields if each.type == "member")
    return [int(each) for each in said if isinstance(each, str) and each.isdigit()]


def _to(filled: FilledForm) -> ResponseReturnValue:
    where = url_for("registers.filed", form_id=filled.form_id, filled_id=filled.id)
    return redirect(where, code=303)
