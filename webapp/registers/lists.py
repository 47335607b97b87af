"""The registers, one register, and its sheet."""

from io import BytesIO

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.export_register import allow_in_full, export_in_full, export_register
from kb.clock import to_local
from kb.errors import CourtsideError
from kb.forms.browse import figures, list_forms, my_drafts, search_forms, this_month
from kb.forms.calls import calls_due
from kb.forms.field import FieldType
from kb.forms.filled import FilledForm, FilledState
from kb.forms.offers import open_offers
from kb.forms.reach import may_see, open_forms, readable_form, readable_forms
from kb.forms.showing import Names, names, shown_masked
from kb.forms.template import Form
from kb.people.person import Person
from kb.people.rights import Right, may
from webapp.errors import status_of
from webapp.fields import asked, read_page
from webapp.guard import needs, needs_on_its_own
from webapp.mistakes import mistakes
from webapp.paths import link_to_page_here
from webapp.registers.room import FORM, registers
from webapp.registers.written import LONGEST_SEARCH, read_sought
from webapp.services import reading, writing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@registers.get("")
@needs(Right.KEEP_REGISTERS)
def shelf(session: Session, by: Person) -> ResponseReturnValue:
    now, words = clock.now(), asked("q")[:LONGEST_SEARCH]
    theirs = [each.form for each in open_forms(session, by)]
    retired = [each.form for each in readable_forms(session, by) if each.retired_at]
    found = search_forms(session, words, seen_by=by)
    due = calls_due(session, to_local(now).date())
    return render_template(
        "registers/shelf.html",
        forms=theirs,
        retired=retired,
        counts=this_month(session, now),
        drafts=my_drafts(session, by),
        calls=[each for each in due if may_see(each.filled, by)],
        offers=[each for each in open_offers(session) if may_see(each[1], by)],
        words=words,
        found=found,
        label=_label,
        now=now,
    )


@registers.get(FORM)
@needs(Right.KEEP_REGISTERS)
def register(session: Session, by: Person, form_id: str) -> ResponseReturnValue:
    return _register_page(session, by, form_id)


def _register_again(
    session: Session, by: Person, error: CourtsideError, form_id: str
) -> ResponseReturnValue:
    return _register_page(session, by, form_id, error), status_of(error)


@registers.get(f"{FORM}/export")
@needs(Right.KEEP_REGISTERS, again=_register_again)
def export(session: Session, by: Person, form_id: str) -> ResponseReturnValue:
    form, file = readable_form(session, form_id, by).form, BytesIO()
    export_register(session, form, read_sought(), file, by=by)
    return _sheet(file, form)


@registers.post(f"{FORM}/export")
@needs_on_its_own(Right.KEEP_REGISTERS, again=_register_again)
def post_export(by: Person, form_id: str) -> ResponseReturnValue:
    with writing() as session:
        form, file = readable_form(session, form_id, by).form, BytesIO()
        allowed = allow_in_full(session, form, read_sought(), by=by, now=clock.now())
    with reading() as session:
        export_in_full(session, allowed, file)
    return _sheet(file, form)


def _sheet(file: BytesIO, form: Form) -> Response:
    file.seek(0)
    return send_file(file, XLSX, as_attachment=True, download_name=f"{form.title}.xlsx")


def _register_page(
    session: Session, by: Person, form_id: str, error: CourtsideError | None = None
) -> str:
    version, sought = readable_form(session, form_id, by), read_sought()
    form = version.form
    page = list_forms(session, form, sought, read_page(), seen_by=by)
    known = names(session)
    return render_template(
        "registers/register.html",
        form=form,
        retired_at=version.retired_at,
        columns=[form.field(each) for each in form.columns],
        page=page,
        figures=figures(session, form, sought, seen_by=by),
        sought=sought,
        states=(FilledState.HANDED_IN, FilledState.VOID),
        people=known.people,
        show=lambda field, filled: shown_masked(field, filled.values, known),
        may_see=may(by, Right.SEE_MEMBERS),
        filtered=any(request.args.get(each) for each in ("q", "since", "until", "by", "state")),
        link=link_to_page_here,
        errors=mistakes(error, "since"),
        now=clock.now(),
    )


def _label(filled: FilledForm) -> str:
    """Whom or what it is about, in a few words."""
    form, known = filled.form, Names()
    first = sorted(form.fields, key=lambda each: each.id != "name")
    said = (
        shown_masked(each, filled.values, known) for each in first if each.type is FieldType.LINE
    )
    return next(filter(None, said), "（没有写姓名）")
