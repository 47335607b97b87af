"""The cases that were referred to one's own departments, and no others."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.note_on_ticket import note_on_case
from kb.errors import CourtsideError, NotFound
from kb.people.person import Person
from kb.people.rights import Right
from kb.terms import Department
from kb.tickets import find_ticket
from kb.tickets.intake import look_at_phone
from kb.tickets.referral import find_referral
from kb.tickets.referred import list_cases
from kb.tickets.settling import plan, report_solved, reschedule, return_referral
from webapp.department.case import case_of
from webapp.department.forms import read_new_time, read_plan
from webapp.errors import status_of
from webapp.fields import asked, read_page, typed
from webapp.guard import needs
from webapp.mistakes import mistakes

department = Blueprint("department", __name__, url_prefix="/department")
CASE = "/cases/<int(max=2147483647):number>"


@department.get("/cases")
@needs(Right.ANSWER_REFERRED)
def cases(session: Session, by: Person) -> ResponseReturnValue:
    done, page = asked("done") == "yes", read_page()
    return render_template(
        "department/cases.html",
        found=list_cases(session, by.departments, done=done, number=page),
        departments=[each.label for each in Department if each in by.departments],
        done=done,
        link=lambda page: url_for("department.cases", done="yes" if done else None, page=page),
        now=clock.now(),
    )


@department.get(CASE)
@needs(Right.ANSWER_REFERRED)
def case(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return _case_page(session, by, number)


def _again(session: Session, by: Person, error: CourtsideError, number: int) -> ResponseReturnValue:
    return _case_page(session, by, number, error), status_of(error)


@department.post(f"{CASE}/plan")
@needs(Right.ANSWER_REFERRED, again=_again)
def post_plan(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said = read_plan()
    plan(session, find_ticket(session, number), said.what, said.expected, by=by.id, now=clock.now())
    flash("方案已交给客服。")
    return _to_case(number)


@department.post(f"{CASE}/times")
@needs(Right.ANSWER_REFERRED, again=_again)
def post_time(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said, now = read_new_time(), clock.now()
    reschedule(session, find_ticket(session, number), said.expected, said.reason, by=by.id, now=now)
    flash("新的时间已告诉客服。")
    return _to_case(number)


@department.post(f"{CASE}/solution")
@needs(Right.ANSWER_REFERRED, again=_again)
def post_solution(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_ticket(session, number)
    report_solved(session, found, typed("solved"), by=by.id, now=clock.now())
    flash("已报告解决，客服会核实并答复会员。")
    return _to_case(number)


@department.post(f"{CASE}/return")
@needs(Right.ANSWER_REFERRED, again=_again)
def post_return(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = find_ticket(session, number)
    return_referral(session, found, typed("return_reason"), by=by.id, now=clock.now())
    flash(f"工单 {number} 已退回客服。")
    return redirect(url_for("department.cases"), code=303)


@department.post(f"{CASE}/notes")
@needs(Right.ANSWER_REFERRED, again=_again)
def post_note(session: Session, by: Person, number: int) -> ResponseReturnValue:
    note_on_case(session, number, typed("note"), by=by, now=clock.now())
    flash("备注已记下，会员看不到。")
    return _to_case(number)


@department.post(f"{CASE}/phone")
@needs(Right.ANSWER_REFERRED)
def post_phone(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """The page with the number in full; the look is on record."""
    phone = find_referral(session, number, by.departments).member_phone
    if phone is None:
        raise NotFound("会员没有留电话。")
    look_at_phone(session, number, by=by.id, now=clock.now())
    return _case_page(session, by, number, phone=phone)


def _to_case(number: int) -> ResponseReturnValue:
    return redirect(url_for("department.case", number=number), code=303)


def _case_page(
    session: Session,
    by: Person,
    number: int,
    error: CourtsideError | None = None,
    *,
    phone: str = "",
) -> str:
    now = clock.now()
    return render_template(
        "department/case.html",
        case=case_of(session, number, by, phone=phone, now=now),
        now=now,
        typed=request.form,
        errors=mistakes(error, "solved"),
    )
