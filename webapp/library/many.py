"""One act on many entries, and its undoing."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.publish import call_after_commit
from kb.clock import parse_day
from kb.errors import BadInput
from kb.knowledge.bulk import (
    BulkKind,
    Done,
    find_bulk_act,
    plan_review_of_all,
    retire_all,
    submit_all,
    tag_all,
    undo,
)
from kb.people.person import Person
from kb.people.rights import Right
from webapp.fields import typed
from webapp.guard import needs
from webapp.library.room import library
from webapp.paths import same_site
from webapp.services import services

MOST_TOLD = 3


@library.post("/bulk")
@needs(Right.EDIT_KNOWLEDGE)
def post_bulk(session: Session, by: Person) -> ResponseReturnValue:
    chosen = request.form.getlist("ids")
    done = _ACTS[_kind()](session, chosen, by.id)
    _tell("已处理", done)
    return _back(session)


@library.post("/bulk/<int(max=2147483647):number>/undoing")
@needs(Right.EDIT_KNOWLEDGE)
def post_undoing(session: Session, by: Person, number: int) -> ResponseReturnValue:
    _tell("已撤销", undo(session, find_bulk_act(session, number), by=by.id, now=clock.now()))
    return _back(session)


def _kind() -> BulkKind:
    act = typed("act")
    if act not in set(BulkKind):
        raise BadInput("没有这个操作。", field="act", code="bad_act")
    return BulkKind(act)


def _retire(session: Session, ids: list[str], by: int) -> Done:
    return retire_all(session, ids, typed("reason"), by=by, now=clock.now())


def _tag(session: Session, ids: list[str], by: int) -> Done:
    words = typed("tags").replace("、", " ").replace("，", " ").replace(",", " ").split()
    return tag_all(session, ids, tuple(dict.fromkeys(words)), by=by, now=clock.now())


def _plan(session: Session, ids: list[str], by: int) -> Done:
    try:
        day = parse_day(typed("review_on"))
    except ValueError as error:
        raise BadInput(
            "没有写复核日期。", field="review_on", code="bad_date", mend="请选一个日期。"
        ) from error
    return plan_review_of_all(session, ids, day, by=by, now=clock.now())


def _submit(session: Session, ids: list[str], by: int) -> Done:
    return submit_all(session, ids, by=by, now=clock.now())


_ACTS: dict[BulkKind, Callable[[Session, list[str], int], Done]] = {
    BulkKind.RETIRE: _retire,
    BulkKind.TAGS: _tag,
    BulkKind.REVIEW_ON: _plan,
    BulkKind.SUBMIT: _submit,
}


def _tell(what: str, done: Done) -> None:
    told = f"{what} {len(done.changed)} 条。"
    if done.refused:
        some = [f"{key}：{why}" for key, why in list(done.refused.items())[:MOST_TOLD]]
        told += f"没动 {len(done.refused)} 条（{' '.join(some)}）"
    flash(told)


def _back(session: Session) -> ResponseReturnValue:
    call_after_commit(session, services().follower.catch_up)
    return redirect(same_site(typed("back")) or url_for("library.shelf"), code=303)
