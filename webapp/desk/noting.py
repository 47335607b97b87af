from flask import flash
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.note_on_ticket import note_on_ticket
from kb.people.person import Person
from kb.people.rights import Right
from webapp.desk.bench import ticket_again, to_ticket
from webapp.desk.room import TICKET, desk
from webapp.fields import typed
from webapp.guard import needs


@desk.post(f"{TICKET}/notes")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_note(session: Session, by: Person, number: int) -> ResponseReturnValue:
    note_on_ticket(session, number, typed("note"), by=by.id, now=clock.now())
    flash("备注已记下，会员看不到。")
    return to_ticket(number)
