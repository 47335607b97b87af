"""Members who are not satisfied: what their department says, calling them, ending it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import CourtsideError
from kb.people.person import Person, colleagues
from kb.people.rights import Right, may
from kb.terms import Channel
from kb.tickets.follow_up import GOING_ON, ContactResult, find_follow_up, follow_ups_for
from kb.tickets.following import contact, end_follow_up, feed_back
from kb.tickets.rating import rating_of
from kb.tickets.task_force import tickets_worked_on
from webapp.errors import status_of
from webapp.fields import asked, typed
from webapp.guard import needs
from webapp.mistakes import mistakes
from webapp.supervise.forms import read_contact
from webapp.supervise.room import follow_ups

ONE = "/<int(max=2147483647):follow_up_id>"


@follow_ups.get("")
@needs(None)
def waiting(session: Session, by: Person) -> ResponseReturnValue:
    ended = asked("ended") == "yes"
    return render_template(
        "supervise/follow_ups.html",
        found=follow_ups_for(session, by, ended=ended),
        ended=ended,
        serious=tickets_worked_on(session, by.id),
        names={each.id: each.name for each in colleagues(session)},
        now=clock.now(),
    )


@follow_ups.get(ONE)
@needs(None)
def one(session: Session, by: Person, follow_up_id: int) -> ResponseReturnValue:
    return _page(session, by, follow_up_id)


def _again(
    session: Session, by: Person, error: CourtsideError, follow_up_id: int
) -> ResponseReturnValue:
    return _page(session, by, follow_up_id, error), status_of(error)


@follow_ups.post(f"{ONE}/feedback")
@needs(None, again=_again)
def post_feedback(session: Session, by: Person, follow_up_id: int) -> ResponseReturnValue:
    found = find_follow_up(session, follow_up_id, by)
    feed_back(session, found, typed("text"), by=by.id, now=clock.now())
    flash("反馈已交给负责的同事。")
    return _to(follow_up_id)


@follow_ups.post(f"{ONE}/contacts")
@needs(Right.WORK_TICKETS, again=_again)
def post_contact(session: Session, by: Person, follow_up_id: int) -> ResponseReturnValue:
    found, (result, note, channel) = find_follow_up(session, follow_up_id, by), read_contact()
    contact(session, found, result, note, channel=channel, by=by.id, now=clock.now())
    flash(f"已记录：{result.label}。")
    return _to(follow_up_id)


@follow_ups.post(f"{ONE}/end")
@needs(Right.LEAD_SERVICE, again=_again)
def post_end(session: Session, by: Person, follow_up_id: int) -> ResponseReturnValue:
    found = find_follow_up(session, follow_up_id, by)
    end_follow_up(session, found, typed("why"), by=by.id, now=clock.now())
    flash("跟进已结束。")
    return _to(follow_up_id)


def _page(
    session: Session, by: Person, follow_up_id: int, error: CourtsideError | None = None
) -> str:
    found = find_follow_up(session, follow_up_id, by)
    return render_template(
        "supervise/follow_up.html",
        follow_up=found,
        rating=rating_of(session, found.ticket),
        goes_on=found.state in GOING_ON,
        calls=may(by, Right.WORK_TICKETS),
        leads=may(by, Right.LEAD_SERVICE),
        results=ContactResult,
        channels=Channel,
        names={each.id: each.name for each in colleagues(session)},
        now=clock.now(),
        typed=request.form,
        errors=mistakes(error, "text"),
    )


def _to(follow_up_id: int) -> ResponseReturnValue:
    return redirect(url_for("follow_ups.one", follow_up_id=follow_up_id), code=303)
