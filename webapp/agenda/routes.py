"""The day's calls: what is due, by whom, and noting what came of each."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.agenda import agenda, find_due
from kb.acts.note_call import note_call
from kb.care.arranging import OF_A_MEMBER, hand_call, move_call, take_call
from kb.care.call import CallResult, CareKind
from kb.errors import CourtsideError
from kb.people.person import Person, person
from kb.people.rights import Right, holders
from webapp.agenda.forms import read_called, read_day
from webapp.agenda.room import agenda_room
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes

OF_AN_ENQUIRY = frozenset({CareKind.PROSPECT, CareKind.FORM})
NOTED_HERE = OF_AN_ENQUIRY | {CareKind.BIRTHDAY, CareKind.ANNIVERSARY}


@agenda_room.get("")
@needs(Right.WORK_TICKETS)
def day(session: Session, by: Person) -> ResponseReturnValue:
    return _page(session, by)


def _again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _page(session, by, error), status_of(error)


@agenda_room.post("/calls")
@needs(Right.WORK_TICKETS, again=_again)
def post_call(session: Session, by: Person) -> ResponseReturnValue:
    now, said = clock.now(), read_called()
    due = find_due(session, typed("key"), now=now)
    note_call(session, due, said.result, said.note, by=by.id, now=now)
    flash(f"已记下：{due.who}，{said.result.label}。")
    return _back()


@agenda_room.post("/owner")
@needs(Right.WORK_TICKETS, again=_again)
def post_owner(session: Session, by: Person) -> ResponseReturnValue:
    """To whom the form names, else to whoever sent it."""
    now, to = clock.now(), typed("to")
    due = find_due(session, typed("key"), now=now)
    if to:
        receiver = person(session, number(to, field="to", least=1))
        hand_call(session, due, receiver, by=by.id, now=now)
    else:
        take_call(session, due, by=by.id, now=now)
    flash(f"{due.who}已转交。" if to else f"{due.who}由您负责。")
    return _back()


@agenda_room.post("/day")
@needs(Right.WORK_TICKETS, again=_again)
def post_day(session: Session, by: Person) -> ResponseReturnValue:
    now = clock.now()
    due = find_due(session, typed("key"), now=now)
    move_call(session, due, read_day(), typed("why"), by=by.id, now=now)
    flash(f"{due.who}已改期。")
    return _back()


def _back() -> ResponseReturnValue:
    whose = "all" if typed("whose") == "all" else None
    return redirect(url_for("agenda.day", whose=whose), code=303)


def _page(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    everybody = "all" in (asked("whose"), typed("whose"))
    found = agenda(session, now=clock.now(), owner_id=None if everybody else by.id)
    colleagues = holders(session, Right.WORK_TICKETS)
    return render_template(
        "agenda/day.html",
        found=found,
        everybody=everybody,
        by=by,
        colleagues=[each for each in colleagues if each.id != by.id],
        names={each.id: each.name for each in colleagues},
        results_of=_results_of,
        noted_here=NOTED_HERE,
        typed=request.form,
        errors=mistakes(error, "key"),
    )


def _results_of(kind: CareKind) -> list[CallResult]:
    """How such a call may end; nothing where it is recorded in another room."""
    if kind in OF_AN_ENQUIRY:
        return list(CallResult)
    return [each for each in CallResult if each in OF_A_MEMBER] if kind in NOTED_HERE else []
