from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.publish import publish
from kb.errors import CourtsideError
from kb.knowledge import find_entry, reject
from kb.knowledge.publication import plans
from kb.knowledge.reader import open_entry
from kb.people.person import Person
from kb.people.rights import Right
from kb.reports.offered import offered_count_of
from kb.reports.usage import usage_of
from webapp.errors import status_of
from webapp.fields import read_page, typed
from webapp.guard import needs
from webapp.library.forms import link_to_page, read_only, read_verdict, read_wanted
from webapp.library.leafing import Only, leaf_through
from webapp.library.record import record_of
from webapp.library.room import library
from webapp.services import services
from webapp.wording import moment


@library.get("")
@needs(Right.LOOK_UP)
def shelf(session: Session, by: Person) -> ResponseReturnValue:
    wanted, only, now = read_wanted(), read_only(), clock.now()
    found = leaf_through(session, wanted, only, read_page(), by=by, now=now)
    return render_template(
        "library/shelf.html",
        wanted=wanted,
        only=only,
        only_choices=Only,
        shelf=found,
        page=found.page,
        link=link_to_page,
    )


@library.get("/<entry_id>")
@needs(Right.LOOK_UP)
def entry(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    return _entry_page(session, by, entry_id)


def entry_again(
    session: Session, by: Person, error: CourtsideError, entry_id: str
) -> ResponseReturnValue:
    return _entry_page(session, by, entry_id, error), status_of(error)


@library.post("/<entry_id>/approval")
@needs(Right.REVIEW_KNOWLEDGE, again=entry_again)
def post_approval(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    said, now, nudge = read_verdict(), clock.now(), services().follower.catch_up
    publish(
        session, entry_id, seen=said.seen, by=by.id, now=now, grade=said.grade, nudge=nudge,
        foreseer=services().foreseer, reason=typed("pin_reason"),
    )  # fmt: skip
    flash(_published(session, entry_id, now))
    return redirect(url_for("library.entry", entry_id=entry_id), code=303)


@library.post("/<entry_id>/rejection")
@needs(Right.REVIEW_KNOWLEDGE, again=entry_again)
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
        record=record_of(session, open_entry(session, entry_id, by), by),
        usage=usage_of(session, entry_id, services().follower.analyzer),
        offered=offered_count_of(session, entry_id),
        now=clock.now(),
        typed=request.form,
        errors=_mistakes(error),
    )


def _published(session: Session, entry_id: str, now: datetime) -> str:
    planned = [each for each in plans(session, now) if each.entry.id == entry_id]
    if not planned:
        return "已通过并发布，会员现在就能问到。"
    return f"已通过，{moment(planned[-1].at, now)} 自动生效；在那以前，原来的内容照常回答。"


def _mistakes(error: CourtsideError | None) -> dict[str, str]:
    if error is None:
        return {}
    return {getattr(error, "field", None) or "content": f"{error.message}{error.mend or ''}"}
