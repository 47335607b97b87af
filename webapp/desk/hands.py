"""A ticket from hand to hand, in and out of the queue, and a look at its member's number."""

from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.reopen_ticket import reopen_ticket
from kb.errors import NotFound
from kb.people.person import Person
from kb.people.rights import Right
from kb.tickets import find_ticket
from kb.tickets.handing import give_back, hand_on, take_over
from kb.tickets.intake import intake_of, look_at_phone
from kb.tickets.merge import merge
from webapp.desk.bench import ticket_again, ticket_page, to_ticket
from webapp.desk.forms import ME, QUEUE, read_handing
from webapp.desk.room import TICKET, desk
from webapp.fields import number as read_number
from webapp.fields import typed
from webapp.guard import needs


@desk.post(f"{TICKET}/handings")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_handing(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said, found, now = read_handing(), find_ticket(session, number), clock.now()
    if said.to == ME:
        take_over(session, found, said.reason, by=by.id, now=now)
    elif said.to == QUEUE:
        give_back(session, found, said.reason, by=by.id, now=now)
    else:
        hand_on(session, found, int(said.to), said.reason, by=by.id, now=now)
    flash({ME: "已接管。", QUEUE: "已退回队列。"}.get(said.to, "已转交。"))
    return to_ticket(number)


@desk.post(f"{TICKET}/merge")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_merge(session: Session, by: Person, number: int) -> ResponseReturnValue:
    into = find_ticket(session, read_number(typed("into"), field="into", least=1))
    found = find_ticket(session, number)
    merge(session, found, into, typed("merge_reason"), by=by.id, now=clock.now())
    flash(f"已并入工单 {into.number}；那里的答复也会发给这位会员。")
    return to_ticket(into.number)


@desk.post(f"{TICKET}/reopening")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_reopening(session: Session, by: Person, number: int) -> ResponseReturnValue:
    reopen_ticket(session, number, typed("reopen_reason"), by=by.id, now=clock.now())
    flash("已重新打开。")
    return to_ticket(number)


@desk.post(f"{TICKET}/phone")
@needs(Right.WORK_TICKETS)
def post_phone(session: Session, by: Person, number: int) -> ResponseReturnValue:
    """The page with the number in full; the look is on record."""
    intake = intake_of(session, find_ticket(session, number).number)
    if intake is None or intake.member_phone is None:
        raise NotFound("这个工单没有留电话。")
    look_at_phone(session, number, by=by.id, now=clock.now())
    return ticket_page(session, by, number, phone=intake.member_phone)
