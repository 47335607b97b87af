"""What is done with a level-3 case: who knows of it, who handles it, how the member is told."""

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.update_member import update_member
from kb.people.person import Person, person
from kb.people.rights import Right
from kb.tickets.acknowledgement import acknowledge
from kb.tickets.liaison import name_liaison
from kb.tickets.meeting import hold_meeting
from kb.tickets.task_force import (
    acknowledge_seat,
    add_seat,
    change_leader,
    dissolve_task_force,
    form_task_force,
    release_seat,
)
from webapp.fields import typed
from webapp.guard import needs
from webapp.supervise.case import case_again, case_page, handled_ticket, seen_ticket, to_case
from webapp.supervise.forms import read_minutes, read_person, read_roster
from webapp.supervise.room import CASE, supervise

SEAT = f"{CASE}/seats/<int(max=2147483647):person_id>"


@supervise.get(CASE)
@needs(None)
def case(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return case_page(session, by, number)


@supervise.post(f"{CASE}/acknowledgement")
@needs(Right.LEAD_SERVICE, again=case_again)
def post_acknowledgement(session: Session, by: Person, number: int) -> ResponseReturnValue:
    acknowledge(session, seen_ticket(session, number, by)[0], by=by.id, now=clock.now())
    flash("已记下：您知道了。")
    return to_case(number)


@supervise.post(f"{CASE}/task-force")
@needs(Right.LEAD_SERVICE, again=case_again)
def post_task_force(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket, leader = seen_ticket(session, number, by)[0], read_person("leader")
    form_task_force(session, ticket, leader, read_roster(), by=by.id, now=clock.now())
    flash("专项小组已成立，成员都会收到提醒。")
    return to_case(number)


@supervise.post(f"{CASE}/task-force/dissolution")
@needs(Right.LEAD_SERVICE, again=case_again)
def post_dissolution(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket = seen_ticket(session, number, by)[0]
    dissolve_task_force(session, ticket, typed("why"), by=by.id, now=clock.now())
    flash("专项小组已解散。")
    return to_case(number)


@supervise.post(f"{CASE}/leader")
@needs(Right.LEAD_SERVICE, again=case_again)
def post_leader(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket, leader = seen_ticket(session, number, by)[0], read_person()
    change_leader(session, ticket, leader, typed("why"), by=by.id, now=clock.now())
    flash(f"组长换成了{person(session, leader).name}。")
    return to_case(number)


@supervise.post(f"{CASE}/seats")
@needs(Right.LEAD_SERVICE, again=case_again)
def post_seat(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket, newcomer = seen_ticket(session, number, by)[0], read_person()
    add_seat(session, ticket, newcomer, typed("role"), by=by.id, now=clock.now())
    flash(f"{person(session, newcomer).name}已加入。")
    return to_case(number)


@supervise.post(f"{CASE}/seats/acknowledgement")
@needs(None, again=case_again)
def post_seat_acknowledgement(session: Session, by: Person, number: int) -> ResponseReturnValue:
    acknowledge_seat(session, seen_ticket(session, number, by)[0], by=by.id, now=clock.now())
    flash("已确认，组长看得到。")
    return to_case(number)


@supervise.post(f"{SEAT}/release")
@needs(Right.LEAD_SERVICE, again=case_again)
def post_release(session: Session, by: Person, number: int, person_id: int) -> ResponseReturnValue:
    ticket = seen_ticket(session, number, by)[0]
    release_seat(session, ticket, person_id, typed("why"), by=by.id, now=clock.now())
    flash(f"{person(session, person_id).name}已退出小组。")
    return to_case(number)


@supervise.post(f"{CASE}/meetings")
@needs(None, again=case_again)
def post_meeting(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket = handled_ticket(session, number, by)
    hold_meeting(session, ticket, read_minutes(), by=by.id, now=clock.now())
    flash("会议已记录。")
    return to_case(number)


@supervise.post(f"{CASE}/liaison")
@needs(Right.LEAD_SERVICE, again=case_again)
def post_liaison(session: Session, by: Person, number: int) -> ResponseReturnValue:
    ticket, named = seen_ticket(session, number, by)[0], read_person()
    name_liaison(session, ticket, named, typed("why"), by=by.id, now=clock.now())
    flash(f"联络人是{person(session, named).name}。")
    return to_case(number)


@supervise.post(f"{CASE}/updates")
@needs(None, again=case_again)
def post_update(session: Session, by: Person, number: int) -> ResponseReturnValue:
    handled_ticket(session, number, by)
    update_member(session, number, typed("update"), by=by.id, now=clock.now())
    flash("已告知会员。")
    return to_case(number)
