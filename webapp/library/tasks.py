from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.settle_task import settle_task
from kb.errors import CourtsideError, NotAllowed
from kb.knowledge import find_entry
from kb.knowledge.task import Task, TaskKind
from kb.knowledge.tasks import BY_TEXT, find_task, list_tasks, take_task
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import Department
from webapp.errors import status_of
from webapp.fields import read_page
from webapp.guard import needs
from webapp.library.errands import errand, overview
from webapp.library.room import library
from webapp.library.upkeep_forms import reach_of, read_settlement, read_sought
from webapp.mistakes import mistakes
from webapp.paths import link_to_page_here

TASK = "/tasks/<int(max=2147483647):number>"


@library.get("/tasks")
@needs(Right.PROPOSE_KNOWLEDGE)
def tasks(session: Session, by: Person) -> ResponseReturnValue:
    sought, now = read_sought(by), clock.now()
    found = overview(session, list_tasks(session, sought, read_page()), now)
    return render_template(
        "library/tasks.html",
        found=found,
        sought=sought,
        may_edit=sought.reach is None,
        kinds=TaskKind if sought.reach is None else BY_TEXT,
        departments=Department,
        link=link_to_page_here,
        now=now,
    )


@library.get(TASK)
@needs(Right.PROPOSE_KNOWLEDGE)
def task(session: Session, by: Person, number: int) -> ResponseReturnValue:
    return _task_page(session, by, number)


def _task_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _task_page(session, by, number, error), status_of(error)


@library.post(f"{TASK}/owner")
@needs(Right.PROPOSE_KNOWLEDGE, again=_task_again)
def post_task_owner(session: Session, by: Person, number: int) -> ResponseReturnValue:
    take_task(session, _open_task(session, number, by), by=by.id, now=clock.now())
    flash("已接手。")
    return redirect(url_for("library.task", number=number), code=303)


@library.post(f"{TASK}/resolution")
@needs(Right.EDIT_KNOWLEDGE, again=_task_again)
def post_resolution(session: Session, by: Person, number: int) -> ResponseReturnValue:
    said = read_settlement()
    done = settle_task(session, number, said.resolution, said.note, by=by.id, now=clock.now())
    flash(f"任务已完成：{said.resolution.label}。")
    return redirect(url_for("library.task", number=done.id), code=303)


def _task_page(
    session: Session, by: Person, number: int, error: CourtsideError | None = None
) -> str:
    found, now = _open_task(session, number, by), clock.now()
    entry = find_entry(session, found.entry_id)
    return render_template(
        "library/task.html",
        errand=errand(session, found, entry.head, now),
        entry=entry,
        may_edit=may(by, Right.EDIT_KNOWLEDGE),
        by=by,
        now=now,
        typed=request.form,
        errors=mistakes(error, "resolution"),
    )


def _open_task(session: Session, number: int, by: Person) -> Task:
    found, reach = find_task(session, number), reach_of(by)
    if reach is not None and not reach.holds(found):
        raise NotAllowed("这个任务由另一个部门处理。")
    return found
