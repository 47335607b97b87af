"""Complaints: the list, one of them, and taking one down."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.complaints.browse import due_of, list_complaints, places, waiting_for
from kb.complaints.complaint import ComplaintState
from kb.complaints.contact import Contact, masked_name
from kb.complaints.moves import AWAITED
from kb.complaints.registering import look_at_contact, register
from kb.complaints.sight import find_visible, require_some_sight
from kb.complaints.steps import CallBackWay, Satisfaction
from kb.conversations import find_conversation
from kb.errors import CourtsideError
from kb.people.person import Person
from kb.people.rights import Right, holders, may
from kb.terms import Category, Channel, Department
from kb.tickets import find_ticket
from webapp.complaints.course import FORM, course
from webapp.complaints.forms import asked_period, read_details, read_sought
from webapp.complaints.room import complaints
from webapp.errors import status_of
from webapp.fields import asked, number, read_page
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.paths import link_to_page_here
from webapp.registers.beside import forms_of_complaint

COMPLAINT = "/<int(max=2147483647):number>"


@complaints.get("")
@needs(None)
def all_complaints(session: Session, by: Person) -> ResponseReturnValue:
    require_some_sight(by)
    sought = read_sought()
    found = list_complaints(session, by, sought, read_page())
    return render_template(
        "complaints/list.html",
        found=found,
        sought=sought,
        period=asked_period(),
        dues=due_of(session, [each.number for each in found.rows]),
        next_steps={state: FORM[move] for state, move in AWAITED.items()},
        waiting=waiting_for(session, by),
        states=ComplaintState,
        categories=Category,
        departments=Department,
        masked_name=masked_name,
        may_register=may(by, Right.WORK_TICKETS),
        link=link_to_page_here,
        now=clock.now(),
    )


@complaints.get("/new")
@needs(Right.WORK_TICKETS)
def new_complaint(session: Session, by: Person) -> ResponseReturnValue:
    return _registration(session, by)


def _registration_again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _registration(session, by, error), status_of(error)


@complaints.post("")
@needs(Right.WORK_TICKETS, again=_registration_again)
def post_complaint(session: Session, by: Person) -> ResponseReturnValue:
    made = register(session, read_details(), by=by.id, now=clock.now())
    flash(f"已登记投诉 {made.shown_number}。请判断是否有效。")
    return redirect(url_for("complaints.complaint", number=made.number), code=303)


@complaints.get(COMPLAINT)
@needs(None)
def complaint(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return complaint_page(session, by, number, do=asked("do"))


@complaints.post(f"{COMPLAINT}/contact")
@needs(None)
def post_contact(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """Shown once on the page that answers, and written down."""
    found = find_visible(session, number, by)
    contact = look_at_contact(session, found, by, now=clock.now())
    return complaint_page(session, by, number, contact=contact)


def complaint_page(
    session: Session,
    by: Person,
    number: int,
    error: CourtsideError | None = None,
    *,
    do: str = "",
    contact: Contact | None = None,
) -> str:
    """`contact`: in full, when it was just asked for."""
    found = find_visible(session, number, by)
    return render_template(
        "complaints/complaint.html",
        course=course(session, found, by, do),
        forms=forms_of_complaint(session, found, by),
        contact=contact,
        departments=Department,
        ways=CallBackWay,
        satisfactions=Satisfaction,
        by=by,
        now=clock.now(),
        may_write=may(by, Right.WORK_TICKETS),
        typed=request.form,
        errors=mistakes(error, "step"),
    )


def _registration(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    return render_template(
        "complaints/new.html",
        typed=request.form or _known(session),
        categories=Category,
        channels=Channel,
        departments=Department,
        places=places(session),
        people=_people(session, by),
        errors=mistakes(error, "text"),
    )


def _known(session: Session) -> dict[str, object]:
    """What the ticket tells that it comes from. The address names the ticket only: what a member
    said belongs into no address and no log."""
    number_asked = asked("ticket")
    if not number_asked:
        return {"member": asked("member")}
    ticket = find_ticket(session, number(number_asked, field="ticket"))
    conversation = find_conversation(session, ticket.conversation_id)
    return {
        "ticket": ticket.number,
        "text": ticket.question,
        "name": conversation.member_name or "",
        "member": conversation.member_id or "",
        "category": ticket.category.value,
        "channel": conversation.channel.value,
        "department": ticket.department.value if ticket.department else "",
    }


def _people(session: Session, by: Person) -> list[Person]:
    """Colleagues who may be complained about."""
    seen = {*holders(session, Right.WORK_TICKETS), *holders(session, Right.ANSWER_REFERRED)}
    return sorted(seen - {by}, key=lambda each: each.id)
