from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.close_ticket import close_ticket
from kb.acts.reply import reply_to_ticket
from kb.errors import CourtsideError
from kb.people.person import Person
from kb.people.rights import Right
from kb.terms import Level
from kb.tickets import find_ticket, open_tickets, take
from webapp.desk.forms import read_answer, read_closing
from webapp.desk.record import names, record_of
from webapp.errors import status_of
from webapp.guard import needs

desk = Blueprint("desk", __name__, url_prefix="/desk")
TICKET = "/tickets/<int(max=2147483647):number>"


@desk.get("")
@needs(Right.WORK_TICKETS)
def waiting(session: Session, _by: Person) -> ResponseReturnValue:
    # Somebody may be hurt: no other question comes before that.
    tickets = sorted(open_tickets(session), key=lambda each: each.level is not Level.THREE)
    owners = names(session, (each.owner_id for each in tickets))
    return render_template("desk/desk.html", tickets=tickets, names=owners, now=clock.now())


@desk.get(TICKET)
@needs(Right.WORK_TICKETS)
def ticket(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return _ticket_page(session, by, number)


def _ticket_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _ticket_page(session, by, number, error), status_of(error)


@desk.post(f"{TICKET}/replies")
@needs(Right.WORK_TICKETS, again=_ticket_again)
def post_reply(session: Session, by: Person, number: int) -> ResponseReturnValue:
    answer, now = read_answer(), clock.now()
    done = reply_to_ticket(session, number, answer.text, propose=answer.propose, by=by.id, now=now)
    proposed = f"，并提交为新知识 {done.entry.id}，等待审核" if done.entry else ""
    flash(f"已答复会员{proposed}。")
    return redirect(url_for("desk.ticket", number=number), code=303)


@desk.post(f"{TICKET}/owner")
@needs(Right.WORK_TICKETS, again=_ticket_again)
def post_owner(session: Session, by: Person, number: int) -> ResponseReturnValue:
    take(session, find_ticket(session, number), by=by.id, now=clock.now())
    flash("已接手。")
    return redirect(url_for("desk.ticket", number=number), code=303)


@desk.post(f"{TICKET}/closure")
@needs(Right.WORK_TICKETS, again=_ticket_again)
def post_closure(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said = read_closing()
    close_ticket(session, number, said.why, said.knowledge, by=by.id, now=clock.now())
    flash(f"工单 {number} 已关闭。")
    return redirect(url_for("desk.waiting"), code=303)


def _ticket_page(
    session: Session, by: Person, number: int, error: CourtsideError | None = None
) -> str:
    return render_template(
        "desk/ticket.html",
        record=record_of(session, find_ticket(session, number)),
        by=by,
        now=clock.now(),
        typed=request.form,
        errors=_mistakes(error),
    )


def _mistakes(error: CourtsideError | None) -> dict[str, str]:
    if error is None:
        return {}
    return {getattr(error, "field", None) or "text": f"{error.message}{error.mend or ''}"}
