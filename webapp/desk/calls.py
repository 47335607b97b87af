"""A spoken question: looked up, answered on the spot or kept for later, on one page."""

import re
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.answer_on_the_spot import Said, answer_on_the_spot
from kb.acts.take_call import Caller, take_call
from kb.acts.triage_words import Proposal, triage_words
from kb.errors import CourtsideError
from kb.members import Contact, Member, current_member, find_exactly, masked
from kb.members.particulars import plain_card
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import Channel
from kb.text.field import require_text
from kb.tickets.spot_answer import spot_answer_of
from webapp.desk.bench import to_ticket
from webapp.desk.forms import read_call
from webapp.desk.lookup import vain_question
from webapp.desk.room import desk
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.services import services

SPOKEN_FIRST = (Channel.PHONE, Channel.ON_SITE, Channel.EMAIL, Channel.ONLINE)


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


@desk.post("/calls/members")
@needs(Right.SEE_MEMBERS)
def post_caller(session: Session, _by: Person) -> ResponseReturnValue:
    """A piece of a page: who has this number or card. By POST, for a number belongs in no log."""
    found = find_exactly(session, typed("member_phone"))
    cards = [(each, masked(each, Contact.PHONE), masked(each, Contact.CARD)) for each in found[:3]]
    return render_template("desk/_caller.html", cards=cards)


@desk.post("/calls")
@needs(Right.WORK_TICKETS, again=_again)
def post_call(session: Session, by: Person) -> ResponseReturnValue:
    proposal, now = _proposal(), clock.now()
    call, member = read_call(proposal), _member(session, by)
    if member is not None and member.card == plain_card(call.member_phone):
        call = read_call(proposal, by_card=True)
    if typed("outcome") == "answered":
        answer = Said(typed("text"), typed("entry_id"), _began(now))
        done = answer_on_the_spot(
            session, call, proposal, Caller(member), answer, by=by.id, now=now
        )
        flash(f"已记录，问题编号 {done.number}，{_took(session, done.number)}。")
        return redirect(url_for("desk.new_call"), code=303)
    ask = vain_question(call.question) if request.form.get("consult") == "yes" else ""
    ticket = take_call(session, call, proposal, Caller(member, ask), by=by.id, now=now)
    flash(f"已记录，问题编号 {ticket.number}{'，已请教主管' if ask else ''}。")
    return to_ticket(ticket.number)


def _proposal() -> Proposal:
    text = require_text(typed("question"), "question", "会员的问题")
    return triage_words(services().assistant, text, now=clock.now())


def _member(session: Session, by: Person) -> Member | None:
    chosen = typed("member_id")
    if not chosen or not may(by, Right.SEE_MEMBERS):
        return None
    return current_member(session, number(chosen, field="member_id", least=1))


def _began(now: datetime) -> datetime:
    """Where nobody said, it begins now."""
    text = typed("began")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)", text, re.ASCII):
        return now
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return now


def _took(session: Session, ticket: int) -> str:
    kept = spot_answer_of(session, ticket)
    seconds = int((kept.at - kept.began_at).total_seconds()) if kept else 0
    minutes, rest = divmod(seconds, 60)
    return f"用时 {minutes} 分 {rest} 秒" if minutes else f"用时 {rest} 秒"


def _page(proposal: Proposal | None = None, error: CourtsideError | None = None) -> str:
    text = typed("question") if error is None or error.code != "unreadable_text" else ""
    if proposal is None and text:
        proposal = _proposal()
    return render_template(
        "desk/call.html",
        proposal=proposal,
        channels=SPOKEN_FIRST,
        typed=request.form,
        question=text or asked("question"),
        consults=request.form.get("consult", asked("consult")) == "yes",
        began=clock.now(),
        errors=mistakes(error, "question"),
    )
