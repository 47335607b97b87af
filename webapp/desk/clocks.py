"""Pausing the clocks of a case, whatever it is about, and letting them go on."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.hold_clock import pause_clock, resume_clock
from kb.deadlines.pausing import find_clock
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import StageClock
from kb.errors import BadInput, CourtsideError
from kb.people.person import Person
from kb.people.rights import Right
from kb.policy import PauseReason
from webapp.desk.bench import ticket_again
from webapp.desk.room import desk
from webapp.fields import typed
from webapp.guard import needs

PAGES = {
    Matter.TICKET: "desk.ticket",
    Matter.COMPLAINT: "complaints.complaint",
    Matter.SUGGESTION: "suggestions.suggestion",
}
CLOCK = "/clocks/<int(max=2147483647):clock_id>"


def _again(
    session: Session, by: Person, error: CourtsideError, clock_id: int
) -> ResponseReturnValue:
    held = find_clock(session, clock_id)
    if held.matter is Matter.TICKET:
        return ticket_again(session, by, error, held.number)
    flash(f"{error.message}{error.mend or ''}")
    return _to_case(held)


@desk.post(f"{CLOCK}/pause")
@needs(Right.WORK_TICKETS, again=_again)
def post_pause(session: Session, by: Person, clock_id: int) -> ResponseReturnValue:
    reason = _read_reason()
    paused = pause_clock(
        session, clock_id, reason, by=by, now=clock.now(), note=typed("pause_note")
    )
    flash(f"“{paused.said.label}”已暂停计时。")
    return _to_case(paused)


@desk.post(f"{CLOCK}/resumption")
@needs(Right.WORK_TICKETS, again=_again)
def post_resumption(session: Session, by: Person, clock_id: int) -> ResponseReturnValue:
    resumed = resume_clock(session, clock_id, by=by, now=clock.now())
    flash(f"“{resumed.said.label}”继续计时。")
    return _to_case(resumed)


def _to_case(held: StageClock) -> ResponseReturnValue:
    return redirect(url_for(PAGES[held.matter], number=held.number), code=303)


def _read_reason() -> PauseReason:
    reason = typed("reason")
    if reason not in set(PauseReason):
        raise BadInput("还没有选暂停的原因。", field="reason", code="no_reason", mend="请选一项。")
    return PauseReason(reason)
