from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.close_ticket import close_ticket
from kb.acts.reply import reply_to_ticket
from kb.people.person import Person
from kb.people.rights import Right
from kb.tickets import find_ticket, take
from webapp.desk.bench import ticket_again, ticket_page, to_ticket
from webapp.desk.forms import read_answer, read_closing
from webapp.desk.ready import read_offered
from webapp.desk.room import TICKET, desk
from webapp.guard import needs


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
    done = reply_to_ticket(
        session, number, answer.text, propose=answer.propose, offered=read_offered(session),
        by=by.id, now=now,
    )  # fmt: skip
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
