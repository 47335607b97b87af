from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import NotFound
from kb.people.person import Person
from kb.people.rights import Right
from kb.tickets.cooperation import rate_cooperation
from kb.tickets.referral import referrals_of
from webapp.desk.bench import ticket_again, to_ticket
from webapp.desk.room import TICKET, desk
from webapp.fields import typed
from webapp.guard import needs


@desk.post(f"{TICKET}/cooperation")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_cooperation(session: Session, by: Person, number: int) -> ResponseReturnValue:
    known = {str(each.id): each.id for each in referrals_of(session, number)}
    referral = known.get(typed("referral"))
    if referral is None:
        raise NotFound("这张工单没有这次转办。")
    mark = typed("cooperation")
    why = typed("cooperation_why")
    rate_cooperation(
        session, referral, int(mark) if mark in tuple("12345") else 0, why, by=by, now=clock.now()
    )
    flash("评分已记下，计入部门当月的协作。")
    return to_ticket(number)
