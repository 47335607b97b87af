"""Keeping an entry true: saying that it is still right, and calling off what was planned."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.recheck import recheck
from kb.errors import CourtsideError
from kb.knowledge import find_entry, find_revision
from kb.knowledge.planning import call_off
from kb.knowledge.reader import open_entry
from kb.people.person import Person
from kb.people.rights import Right
from webapp.errors import status_of
from webapp.guard import needs
from webapp.library.room import library
from webapp.library.upkeep import upkeep_of
from webapp.library.upkeep_forms import read_check, read_reason
from webapp.mistakes import mistakes


@library.get("/<entry_id>/upkeep")
@needs(Right.LOOK_UP)
def upkeep(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    return _upkeep_page(session, by, entry_id)


def _upkeep_again(
    session: Session, by: Person, error: CourtsideError, entry_id: str
) -> ResponseReturnValue:
    return _upkeep_page(session, by, entry_id, error), status_of(error)


@library.post("/<entry_id>/verifications")
@needs(Right.EDIT_KNOWLEDGE, again=_upkeep_again)
def post_verification(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    said, now = read_check(), clock.now()
    done = recheck(session, entry_id, by=by.id, now=now, note=said.note, again_on=said.again_on)
    flash(f"已复核，下次复核日期是 {done.next_due.isoformat()}。")
    return redirect(url_for("library.upkeep", entry_id=entry_id), code=303)


@library.post("/<entry_id>/plan/cancellation")
@needs(Right.REVIEW_KNOWLEDGE, again=_upkeep_again)
def post_cancellation(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    call_off(session, find_entry(session, entry_id), read_reason(), by=by.id, now=clock.now())
    flash("已取消定时改动，现在的内容继续生效；原定的内容留作草稿。")
    return redirect(url_for("library.upkeep", entry_id=entry_id), code=303)


def _upkeep_page(
    session: Session, by: Person, entry_id: str, error: CourtsideError | None = None
) -> str:
    entry, now = open_entry(session, entry_id, by), clock.now()
    return render_template(
        "library/upkeep.html",
        entry=entry,
        text=find_revision(session, entry_id, entry.head),
        kept=upkeep_of(session, entry, by, now),
        now=now,
        typed=request.form,
        errors=mistakes(error, "note"),
    )
