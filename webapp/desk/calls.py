"""A question that a colleague writes down for a member."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.open_by_hand import open_by_hand
from kb.acts.triage_words import Proposal, triage_words
from kb.errors import CourtsideError
from kb.people.person import Person
from kb.people.rights import Right
from kb.terms import Channel
from kb.tickets.moves import said
from webapp.desk.bench import to_ticket
from webapp.desk.forms import read_call
from webapp.desk.room import desk
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.services import services


@desk.get("/calls/new")
@needs(Right.WORK_TICKETS)
def new_call(_session: Session, _by: Person) -> ResponseReturnValue:
    return _page()


def _again(_session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(error=error), status_of(error)


@desk.post("/calls/proposal")
@needs(Right.WORK_TICKETS, again=_again)
def post_proposal(_session: Session, _by: Person) -> ResponseReturnValue:
    """What triage makes of the words; keeps nothing."""
    return _page(_proposal())


@desk.post("/calls")
@needs(Right.WORK_TICKETS, again=_again)
def post_call(session: Session, by: Person) -> ResponseReturnValue:
    opened = open_by_hand(session, read_call(), _proposal(), by=by.id, now=clock.now())
    flash(f"已记录，问题编号 {opened.ticket.number}。")
    return to_ticket(opened.ticket.number)


def _proposal() -> Proposal:
    text = said(typed("question"), "question", "会员的问题")
    return triage_words(services().assistant, text, now=clock.now())


def _page(proposal: Proposal | None = None, error: CourtsideError | None = None) -> str:
    text = typed("question") if error is None or error.code != "unreadable_text" else ""
    if proposal is None and text:
        proposal = _proposal()
    return render_template(
        "desk/call.html",
        proposal=proposal,
        channels=[each for each in Channel if each is not Channel.ONLINE] + [Channel.ONLINE],
        typed=request.form,
        errors=mistakes(error, "question"),
    )
