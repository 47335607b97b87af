from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.close_ticket import close_ticket
from kb.acts.reply import reply_to_ticket
from kb.deadlines.days import doubts
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.tickets import TicketState, find_ticket, take
from kb.tickets.queue import list_tickets
from webapp.desk.bench import ticket_again, ticket_page, to_ticket
from webapp.desk.forms import read_answer, read_closing, read_sought
from webapp.desk.handovers import waiting_handovers
from webapp.desk.room import TICKET, desk
from webapp.fields import asked, number
from webapp.guard import needs


@desk.get("")
@needs(Right.WORK_TICKETS)
def waiting(session: Session, by: Person) -> ResponseReturnValue:
    sought, page = read_sought(by.id), number(asked("page") or "1", field="page", least=1)
    now = clock.now()
    return render_template(
        "desk/desk.html",
        page=list_tickets(session, sought, page),
        sought=sought,
        filtered=bool(request.args.keys() - {"page"}),
        states=TicketState,
        link=_link_to_page,
        shift=waiting_handovers(session, by, now),
        doubts=doubts(session, now) if may(by, Right.LEAD_SERVICE) else [],
        now=now,
    )


@desk.get(TICKET)
@needs(Right.WORK_TICKETS)
def ticket(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return ticket_page(session, by, number)


@desk.post(f"{TICKET}/owner")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_owner(session: Session, by: Person, number: int) -> ResponseReturnValue:
    take(session, find_ticket(session, number), by=by.id, now=clock.now())
    flash("已接手。")
    return to_ticket(number)


@desk.post(f"{TICKET}/replies")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_reply(session: Session, by: Person, number: int) -> ResponseReturnValue:
    answer, now = read_answer(), clock.now()
    done = reply_to_ticket(session, number, answer.text, propose=answer.propose, by=by.id, now=now)
    proposed = f"，并提交为新知识 {done.entry.id}，等待审核" if done.entry else ""
    flash(f"已答复会员{proposed}。")
    return to_ticket(number)


@desk.post(f"{TICKET}/closure")
@needs(Right.WORK_TICKETS, again=ticket_again)
def post_closure(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said, now = read_closing(), clock.now()
    close_ticket(
        session, number, said.why, said.knowledge, by=by.id, now=now, unsolved=said.unsolved
    )
    flash(f"工单 {number} 已关闭。")
    return redirect(url_for("desk.waiting"), code=303)


def _link_to_page(page: int) -> str:
    """The same filters on another page."""
    return f"{request.path}?{urlencode({**request.args.to_dict(), 'page': page})}"
