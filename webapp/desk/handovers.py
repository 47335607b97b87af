"""What one shift leaves to the next."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.hand_shift import hand_shift, mine
from kb.errors import CourtsideError
from kb.notices.handover import Handover, acknowledge, last_handovers, waiting_for
from kb.people.person import Person
from kb.people.rights import Right, holders
from kb.tickets.untouched import untouched
from webapp.desk.record import names
from webapp.desk.room import desk
from webapp.errors import status_of
from webapp.fields import number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes

GROUP = "group"


@dataclass(frozen=True)
class Shown:
    """Handovers with the names of everybody who occurs in them."""

    rows: list[Handover]
    names: dict[int | None, str]


def shown(session: Session, rows: list[Handover]) -> Shown:
    people = {each.by_id for each in rows} | {each.receiver_id for each in rows}
    people |= {said.person_id for each in rows for said in each.acknowledgements}
    return Shown(rows, names(session, people))


def waiting_handovers(session: Session, by: Person, now: datetime) -> Shown:
    """For the top of the desk."""
    return shown(session, waiting_for(session, by.id, now=now))


@desk.get("/handovers")
@needs(Right.WORK_TICKETS)
def handovers(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


def _again(
    session: Session, by: Person, error: CourtsideError, **_given: int
) -> ResponseReturnValue:
    return _page(session, by, error), status_of(error)


@desk.post("/handovers")
@needs(Right.WORK_TICKETS, again=_again)
def post_handover(session: Session, by: Person) -> ResponseReturnValue:
    chosen = [number(each, field="ticket") for each in request.form.getlist("ticket")]
    receiver = typed("receiver")
    hand_shift(
        session,
        typed("text"),
        {each: typed(f"remark-{each}") for each in chosen},
        receiver_id=None if receiver == GROUP else number(receiver, field="receiver"),
        by=by.id,
        now=clock.now(),
    )
    flash("已交班，接班的同事会收到提醒。")
    return redirect(url_for("desk.handovers"), code=303)


@desk.post("/handovers/<int(max=2147483647):number>/acknowledgement")
@needs(Right.WORK_TICKETS, again=_again)
def post_acknowledgement(session: Session, by: Person, number: int) -> ResponseReturnValue:
    acknowledge(session, number, by=by.id, now=clock.now())
    flash("已告诉交班的同事您知道了。")
    return redirect(url_for("desk.waiting"), code=303)


def _page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    now = clock.now()
    others = [each for each in holders(session, Right.WORK_TICKETS) if each.id != by.id]
    return render_template(
        "desk/handovers.html",
        tickets=mine(session, by.id),
        untouched=untouched(session, by.id),
        others=others,
        shift=waiting_handovers(session, by, now),
        last=shown(session, last_handovers(session)),
        by=by,
        now=now,
        typed=request.form,
        chosen=request.form.getlist("ticket") if error else None,
        errors=mistakes(error, "text"),
    )
