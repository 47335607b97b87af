"""Finding members, writing them down, and what is kept of one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.timeline import timeline_of
from kb.errors import CourtsideError
from kb.members import (
    Contact,
    Member,
    Sought,
    add_member,
    change_member,
    current_member,
    duplicates,
    find_member,
    list_members,
    look_at,
    masked,
    tag_member,
    untag_member,
)
from kb.people.person import Person
from kb.people.rights import Right
from webapp.errors import status_of
from webapp.fields import read_page, typed
from webapp.guard import needs
from webapp.members.forms import LONGEST_SEARCH, read_contact, read_member, read_sought, typed_of
from webapp.members.record import place_of, record_of
from webapp.members.room import MEMBER, members
from webapp.mistakes import mistakes
from webapp.paths import link_to_page_here
from webapp.registers.beside import forms_of_member


@members.get("")
@needs(Right.SEE_MEMBERS)
def room(session: Session, _by: Person) -> ResponseReturnValue:
    return _room_page(session, read_sought(), read_page())


@members.post("/search")
@needs(Right.SEE_MEMBERS)
def post_search(session: Session, _by: Person) -> ResponseReturnValue:
    """A name may stand in the address; a number of somebody's may not, so it is answered here."""
    words = typed("q")[:LONGEST_SEARCH]
    if any(each.isdigit() for each in words):
        return _room_page(session, Sought(words))
    return redirect(url_for("members.room", q=words or None), code=303)


@members.get("/new")
@needs(Right.SEE_MEMBERS)
def new(_session: Session, _by: Person) -> ResponseReturnValue:
    return render_template("members/editor.html", member=None, typed={})


def _new_again(_session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    shown = render_template(
        "members/editor.html", member=None, typed=request.form, errors=mistakes(error, "name")
    )
    return shown, status_of(error)


@members.post("/new")
@needs(Right.SEE_MEMBERS, again=_new_again)
def post_new(session: Session, by: Person) -> ResponseReturnValue:
    member = add_member(session, read_member(), by=by.id, now=clock.now())
    flash("已登记新会员。")
    return redirect(url_for("members.record", number=member.id), code=303)


@members.get(MEMBER)
@needs(Right.SEE_MEMBERS)
def record(session: Session, by: Person, number: int) -> ResponseReturnValue:
    member = find_member(session, number)
    if member.merged_into_id is not None:
        kept = current_member(session, number)
        return redirect(url_for("members.record", number=kept.id), code=303)
    return _record_page(session, by, number)


def record_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _record_page(session, by, number, error), status_of(error)


@members.post(f"{MEMBER}/edit")
@needs(Right.SEE_MEMBERS)
def post_edit(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """The editor shows contact data in full, so opening it is a look at each piece."""
    member, now = find_member(session, number), clock.now()
    for contact in record_of(session, member, by, now).kept:
        look_at(session, member, contact, page=f"/members/{number}/edit", by=by.id, now=now)
    return render_template("members/editor.html", member=member, typed=typed_of(member))


def _edit_again(
    session: Session, _by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    shown = render_template(
        "members/editor.html",
        member=find_member(session, number),
        typed=request.form,
        errors=mistakes(error, "name"),
    )
    return shown, status_of(error)


@members.post(f"{MEMBER}/particulars")
@needs(Right.SEE_MEMBERS, again=_edit_again)
def post_particulars(session: Session, by: Person, number: int) -> ResponseReturnValue:
    member = find_member(session, number)
    change_member(session, member, read_member(), by=by.id, now=clock.now())
    flash("资料已保存。")
    return redirect(url_for("members.record", number=number), code=303)


@members.post(f"{MEMBER}/looks")
@needs(Right.SEE_MEMBERS, again=record_again)
def post_look(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """Shown in the answer itself and nowhere else: no address holds the number."""
    contact, member = read_contact(), find_member(session, number)
    page = f"/members/{number}"
    full = look_at(session, member, contact, page=page, by=by.id, now=clock.now())
    return _record_page(session, by, number, shown={contact.value: full})


@members.post(f"{MEMBER}/tags")
@needs(Right.SEE_MEMBERS, again=record_again)
def post_tag(session: Session, by: Person, number: int) -> ResponseReturnValue:
    member, now = find_member(session, number), clock.now()
    if typed("remove"):
        untag_member(session, member, typed("remove"), by=by.id, now=now)
    else:
        tag_member(session, member, typed("tag"), by=by.id, now=now)
    return redirect(url_for("members.record", number=number), code=303)


def _room_page(session: Session, sought: Sought, page: int = 1) -> str:
    return render_template(
        "members/room.html",
        found=list_members(session, sought, page),
        sought=sought,
        twins=len(duplicates(session)),
        masked=_masked,
        link=link_to_page_here,
    )


def _masked(member: Member, name: str) -> str | None:
    return masked(member, Contact(name))


def _record_page(
    session: Session,
    by: Person,
    number: int,
    error: CourtsideError | None = None,
    shown: dict[str, str] | None = None,
) -> str:
    member, now = find_member(session, number), clock.now()
    return render_template(
        "members/record.html",
        record=record_of(session, member, by, now),
        forms=None if member.erased_at else forms_of_member(session, member, by),
        timeline=timeline_of(session, member, read_page()),
        shown=shown or {},
        link=link_to_page_here,
        place_of=place_of,
        now=now,
        typed=request.form,
        errors=mistakes(error, "tag"),
    )
