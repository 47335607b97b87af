"""Working on a ticket with others: the member told on, a colleague asked, a department."""

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.change_level import change_level
from kb.acts.correct_triage import correct_triage
from kb.acts.update_member import update_member
from kb.errors import NotFound
from kb.people.person import Person
from kb.people.rights import Right
from kb.tickets import find_ticket
from kb.tickets.consult import advise, consult, find_consult
from kb.tickets.refer import refer, withdraw
from webapp.desk.bench import ticket_again, to_ticket
from webapp.desk.forms import read_asked, read_correcting, read_grading, read_referring
from webapp.desk.room import TICKET, desk
from webapp.fields import number as number_typed
from webapp.fields import typed
from webapp.guard import needs


@desk.post(f"{TICKET}/updates")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_update(session: Session, by: Person, number: int) -> ResponseReturnValue:
    update_member(session, number, typed("update"), by=by.id, now=clock.now())
    flash("已告知会员。")
    return to_ticket(number)


@desk.post(f"{TICKET}/consults")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_consult(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, now = find_ticket(session, number), clock.now()
    consult(session, found, typed("consult"), asked_id=read_asked(), by=by.id, now=now)
    flash("已请教，对方会收到提醒。")
    return to_ticket(number)


@desk.post(f"{TICKET}/consults/<int(max=2147483647):asked>/advice")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_advice(session: Session, by: Person, number: int, asked: int) -> ResponseReturnValue:
    if find_consult(session, asked).ticket_number != number:
        raise NotFound("没有这次请教。")
    seen = number_typed(typed("seen") or "0", field="seen")
    advise(session, asked, typed("advice"), seen=seen, by=by.id, now=clock.now())
    flash("已告诉同事。")
    return to_ticket(number)


@desk.post(f"{TICKET}/referrals")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_referral(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said, found, now = read_referring(), find_ticket(session, number), clock.now()
    refer(session, found, said.department, said.case, said.reason, by=by.id, now=now)
    flash(f"已转{said.department.label}。")
    return to_ticket(number)


@desk.post(f"{TICKET}/withdrawal")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_withdrawal(session: Session, by: Person, number: int) -> ResponseReturnValue:
    withdraw(session, find_ticket(session, number), typed("withdraw"), by=by.id, now=clock.now())
    flash("已从部门收回。")
    return to_ticket(number)


@desk.post(f"{TICKET}/level")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_level(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said = read_grading()
    change_level(
        session, number, said.level, said.reason,
        blames_handler=said.blames_handler, by=by.id, now=clock.now(),
    )  # fmt: skip
    flash(f"已改为{said.level.label}。")
    return to_ticket(number)


@desk.post(f"{TICKET}/correction")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_correction(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said, now = read_correcting(), clock.now()
    correct_triage(session, number, said.level, said.category, said.reason, by=by.id, now=now)
    flash("已更正，机器下次会学到。")
    return to_ticket(number)
