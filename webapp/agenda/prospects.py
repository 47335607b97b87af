from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.care.due import next_call
from kb.care.prospect import Prospect, ProspectState, Source, find_prospect
from kb.care.prospects import calls_to, join, list_prospects, look_at_prospect, note_prospect
from kb.clock import to_local
from kb.errors import CourtsideError
from kb.members import Contact, Particulars, add_member
from kb.members.contact import mask_contact
from kb.people.person import Person, person
from kb.people.rights import Right
from kb.policy import current
from webapp.agenda.forms import read_enquiry, read_state
from webapp.agenda.room import agenda_room
from webapp.errors import status_of
from webapp.fields import read_page
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.paths import link_to_page_here

ONE = "/prospects/<int(max=2147483647):number>"


@agenda_room.get("/prospects")
@needs(Right.WORK_TICKETS)
def prospects(session: Session, by: Person) -> ResponseReturnValue:
    return _room_page(session, by)


def _room_again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _room_page(session, by, error), status_of(error)


@agenda_room.post("/prospects")
@needs(Right.WORK_TICKETS, again=_room_again)
def post_prospect(session: Session, by: Person) -> ResponseReturnValue:
    said, now = read_enquiry(), clock.now()
    noted = note_prospect(
        session, said.name, said.phone, said.interest, said.source, by=by.id, now=now
    )
    day = next_call(to_local(now).date(), [], current(session).care)
    flash(f"已记下，{day.month}月{day.day}日第一次回访。")
    return redirect(url_for("agenda.prospect", number=noted.id), code=303)


@agenda_room.get(ONE)
@needs(Right.WORK_TICKETS)
def prospect(session: Session, _by: Person, number: int) -> ResponseReturnValue:
    return _page(session, find_prospect(session, number))


@agenda_room.post(f"{ONE}/looks")
@needs(Right.WORK_TICKETS)
def post_prospect_look(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """Shown in the answer itself and nowhere else: no address holds the number."""
    found, page = find_prospect(session, number), f"/agenda/prospects/{number}"
    full = look_at_prospect(session, found, page=page, by=by.id, now=clock.now())
    return _page(session, found, full)


@agenda_room.post(f"{ONE}/membership")
@needs(Right.SEE_MEMBERS)
def post_membership(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """Who joined becomes a member with what is known of them."""
    found, now = find_prospect(session, number), clock.now()
    particulars = Particulars(found.name, found.phone, joined_on=to_local(now).date())
    member = add_member(session, particulars, by=by.id, now=now)
    join(session, found, member, by=by.id, now=now)
    flash("已登记为会员，请补上卡号和生日。")
    return redirect(url_for("members.record", number=member.id), code=303)


def _room_page(session: Session, _by: Person, error: CourtsideError | None = None) -> str:
    state = read_state()
    return render_template(
        "agenda/prospects.html",
        found=list_prospects(session, state, read_page()),
        state=state,
        states=ProspectState,
        sources=Source,
        phone_of=_phone_of,
        link=link_to_page_here,
        now=clock.now(),
        typed=request.form,
        errors=mistakes(error, "name"),
    )


def _page(session: Session, found: Prospect, full: str = "") -> str:
    calls = calls_to(session, found)
    called_on = [to_local(each.at).date() for each in calls]
    enquired_on = to_local(found.enquired_at).date()
    return render_template(
        "agenda/prospect.html",
        prospect=found,
        calls=calls,
        next_on=next_call(enquired_on, called_on, current(session).care),
        phone=full or _phone_of(found),
        is_full=bool(full),
        names={
            each: person(session, each).name
            for each in {found.noted_by, *(call.by_id for call in calls)}
        },
        now=clock.now(),
    )


def _phone_of(prospect: Prospect) -> str:
    return mask_contact(Contact.PHONE, prospect.phone)
