from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.publish import publish
from kb.errors import CourtsideError
from kb.knowledge import find_entry, reject
from kb.knowledge.browse import browse
from kb.people.person import Person
from kb.people.rights import Right
from webapp.errors import status_of
from webapp.guard import needs
from webapp.library.forms import link_to_page, read_page, read_verdict, read_wanted
from webapp.library.record import record_of
from webapp.services import services

library = Blueprint("library", __name__, url_prefix="/library")


@library.get("")
@needs(Right.LOOK_UP)
def shelf(session: Session, _by: Person) -> ResponseReturnValue:
    wanted = read_wanted()
    page = browse(session, wanted, read_page())
    return render_template("library/shelf.html", wanted=wanted, page=page, link=link_to_page)


@library.get("/<entry_id>")
@needs(Right.LOOK_UP)
def entry(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    return _entry_page(session, by, entry_id)


def _entry_again(
    session: Session, by: Person, error: CourtsideError, entry_id: str
) -> ResponseReturnValue:
    return _entry_page(session, by, entry_id, error), status_of(error)


@library.post("/<entry_id>/approval")
@needs(Right.REVIEW_KNOWLEDGE, again=_entry_again)
def post_approval(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    seen, nudge = read_verdict().seen, services().follower.catch_up
    publish(session, entry_id, seen=seen, by=by.id, now=clock.now(), nudge=nudge)
    flash("已通过并发布，会员现在就能问到。")
    return redirect(url_for("library.entry", entry_id=entry_id), code=303)


@library.post("/<entry_id>/rejection")
@needs(Right.REVIEW_KNOWLEDGE, again=_entry_again)
def post_rejection(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    said, found = read_verdict(), find_entry(session, entry_id)
    reject(session, found, said.reason, seen=said.seen, by=by.id, now=clock.now())
    flash("已退回。")
    return redirect(url_for("library.entry", entry_id=entry_id), code=303)


def _entry_page(
    session: Session, by: Person, entry_id: str, error: CourtsideError | None = None
) -> str:
    return render_template(
        "library/entry.html",
        record=record_of(session, find_entry(session, entry_id), by),
        now=clock.now(),
        typed=request.form,
        errors=_mistakes(error),
    )


def _mistakes(error: CourtsideError | None) -> dict[str, str]:
    if error is None:
        return {}
    return {getattr(error, "field", None) or "content": f"{error.message}{error.mend or ''}"}
