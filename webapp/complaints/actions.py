"""Corrective actions: what is changed so that a complaint does not come again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.complaints.correcting import (
    actions_for,
    dismiss_action,
    find_action,
    leads,
    report_done,
    set_measure,
    verify_action,
)
from kb.complaints.correction_story import complaints_of, story_of
from kb.complaints.corrective import RUNNING, ActionState
from kb.complaints.sight import find_visible
from kb.errors import BadInput, CourtsideError, NotFound
from kb.people.person import Person
from kb.people.rights import Right, holders
from webapp.complaints.forms import read_measure
from webapp.complaints.room import complaints
from webapp.desk.record import names
from webapp.errors import status_of
from webapp.fields import typed
from webapp.guard import needs
from webapp.mistakes import mistakes

ACTION = "/actions/<int(max=2147483647):action_id>"


@complaints.get("/actions")
@needs(None)
def actions(session: Session, by: Person) -> ResponseReturnValue:
    found = actions_for(session, by)
    return render_template(
        "complaints/actions.html",
        actions=found,
        counts={each.id: len(complaints_of(session, each)) for each in found},
        names=names(session, {each.responsible_id for each in found}),
        running=RUNNING,
        today=clock.to_local(clock.now()).date(),
        now=clock.now(),
    )


@complaints.get(ACTION)
@needs(None)
def action(session: Session, by: Person, action_id: int) -> ResponseReturnValue:
    return _action_page(session, by, action_id)


def _again(
    session: Session, by: Person, error: CourtsideError, action_id: int
) -> ResponseReturnValue:
    return _action_page(session, by, action_id, error), status_of(error)


@complaints.post(f"{ACTION}/measure")
@needs(None, again=_again)
def post_measure(session: Session, by: Person, action_id: int) -> ResponseReturnValue:
    found, said = find_action(session, action_id, by), read_measure()
    set_measure(
        session, found, cause=said.cause, measure=said.measure, due_on=said.due_on,
        responsible_id=said.responsible_id, by=by.id, now=clock.now(),
    )  # fmt: skip
    return _done(action_id, "措施已定。")


@complaints.post(f"{ACTION}/report")
@needs(None, again=_again)
def post_report(session: Session, by: Person, action_id: int) -> ResponseReturnValue:
    found = find_action(session, action_id, by)
    report_done(session, found, typed("text"), by=by.id, now=clock.now())
    return _done(action_id, "已登记完成，等另一位同事验证。")


@complaints.post(f"{ACTION}/check")
@needs(None, again=_again)
def post_check(session: Session, by: Person, action_id: int) -> ResponseReturnValue:
    found, works = find_action(session, action_id, by), typed("works")
    if works not in ("yes", "no"):
        raise BadInput(
            "还没有选是否有效。", field="works", code="nothing_chosen", mend="请选一项。"
        )
    verify_action(session, found, works == "yes", typed("note"), by=by.id, now=clock.now())
    return _done(action_id, "已验证有效。" if works == "yes" else "已退回，继续改进。")


@complaints.post(f"{ACTION}/dismissal")
@needs(None, again=_again)
def post_dismissal(session: Session, by: Person, action_id: int) -> ResponseReturnValue:
    found = find_action(session, action_id, by)
    dismiss_action(session, found, typed("reason"), by=by.id, now=clock.now())
    return _done(action_id, "已结束：不是同一回事。")


def _action_page(
    session: Session, by: Person, action_id: int, error: CourtsideError | None = None
) -> str:
    found = find_action(session, action_id, by)
    steps = story_of(session, found)
    people = {found.responsible_id, *(each.by_id for each in steps)}
    return render_template(
        "complaints/action.html",
        action=found,
        states=ActionState,
        steps=steps,
        complaints=[
            (each, _may_open(session, each.number, by)) for each in complaints_of(session, found)
        ],
        names=names(session, people),
        colleagues=_colleagues(session),
        leads=leads(by),
        by=by,
        now=clock.now(),
        typed=request.form,
        errors=mistakes(error, "cause"),
    )


def _may_open(session: Session, number: int, by: Person) -> bool:
    try:
        find_visible(session, number, by)
    except NotFound:
        return False
    return True


def _colleagues(session: Session) -> list[Person]:
    """Who may be made responsible."""
    able = (Right.ANSWER_REFERRED, Right.WORK_TICKETS, Right.DECIDE_PLANS)
    found = {each for right in able for each in holders(session, right)}
    return sorted(found, key=lambda each: each.id)


def _done(action_id: int, told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for("complaints.action", action_id=action_id), code=303)
