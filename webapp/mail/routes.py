from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.open_from_mail import open_from_mail, tickets_of_mails, words_of
from kb.acts.triage_words import triage_words
from kb.errors import CourtsideError
from kb.mailbox.keeping import find_mail, untaken
from kb.mailbox.outbox import send_again
from kb.members.contact import Contact, mask_contact
from kb.people.person import Person
from kb.people.rights import Right
from kb.tickets import find_ticket
from webapp.desk.bench import ticket_again, to_ticket
from webapp.desk.room import TICKET
from webapp.errors import status_of
from webapp.fields import read_page
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.services import services

mail = Blueprint("mail", __name__, url_prefix="/desk")
MAIL = "/mail/<int(max=2147483647):mail_id>"


@mail.get("/mail")
@needs(Right.LEAD_SERVICE)
def untaken_mail(session: Session, _by: Person) -> ResponseReturnValue:
    return _list(session)


def _again(
    session: Session, _by: Person, error: CourtsideError, **_in_address: int
) -> ResponseReturnValue:
    return _list(session, error), status_of(error)


@mail.post(f"{MAIL}/ticket")
@needs(Right.LEAD_SERVICE, again=_again)
def post_ticket_of_mail(session: Session, by: Person, mail_id: int) -> ResponseReturnValue:
    found, now = find_mail(session, mail_id), clock.now()
    proposal = triage_words(services().assistant, words_of(found), now=now)
    ticket = open_from_mail(session, found, proposal, by=by.id, now=now)
    flash(f"已开工单 {ticket.number}；在那里回复，会员会收到邮件。")
    return to_ticket(ticket.number)


def _ticket_again(
    session: Session, by: Person, error: CourtsideError, number: int, **_more: int
) -> ResponseReturnValue:
    return ticket_again(session, by, error, number)


@mail.post(f"{TICKET}/mail/<int(max=2147483647):answer_id>/sending")
@needs(Right.WORK_TICKETS, again=_ticket_again)
def post_sending(session: Session, by: Person, number: int, answer_id: int) -> ResponseReturnValue:
    talk = find_ticket(session, number).conversation_id
    send_again(session, talk, answer_id, by=by.id, now=clock.now())
    flash("马上再发一次。")
    return redirect(url_for("desk.ticket", number=number), code=303)


def _list(session: Session, error: CourtsideError | None = None) -> str:
    page = untaken(session, read_page())
    return render_template(
        "mail/untaken.html",
        page=page,
        opened=tickets_of_mails(session, page.rows),
        masked=lambda each: mask_contact(Contact.EMAIL, each.from_email) if each.from_email else "",
        link=lambda number: url_for("mail.untaken_mail", page=number),
        now=clock.now(),
        errors=mistakes(error, "text"),
    )
