"""Writing: a new entry, another text for an old one, and what is told beside it meanwhile."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.fix_typo import fix_typo
from kb.acts.write_entry import write_new, write_on
from kb.errors import CourtsideError
from kb.knowledge import Entry, find_revision
from kb.knowledge.reader import open_entry
from kb.people.person import Person
from kb.people.rights import Right, may
from webapp.errors import status_of
from webapp.fields import LARGEST_NUMBER, asked, number, typed
from webapp.guard import needs
from webapp.library.draft import content_of, draft_of, empty_draft, in_progress, typed_draft
from webapp.library.editing import Editing, meet
from webapp.library.room import library
from webapp.library.side import side_of
from webapp.services import services

SAVED = "已存为草稿，写好后再送审。"
SUBMITTED = "已送审，等另一位同事审核。"


@library.get("/new")
@needs(Right.PROPOSE_KNOWLEDGE)
def new_entry(_session: Session, by: Person) -> ResponseReturnValue:
    return _editor(Editing(empty_draft(by), ticket=asked("ticket")[:10]), by)


def _new_again(_session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    editing = Editing(typed_draft(), ticket=typed("ticket"), errors=_mistakes(error))
    return _editor(editing, by), status_of(error)


@library.post("/new")
@needs(Right.PROPOSE_KNOWLEDGE, again=_new_again)
def post_entry(session: Session, by: Person) -> ResponseReturnValue:
    content, to_review, ticket = content_of(typed_draft()), _to_review(), typed("ticket")
    made = write_new(
        session, content, to_review=to_review, by=by.id, now=clock.now(),
        origin_ticket=number(ticket, field="ticket") if ticket else None,
    )  # fmt: skip
    flash(SUBMITTED if to_review else SAVED)
    return redirect(url_for("library.entry", entry_id=made.id), code=303)


@library.get("/<entry_id>/edit")
@needs(Right.PROPOSE_KNOWLEDGE)
def edit_entry(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    entry = open_entry(session, entry_id, by)
    draft = draft_of(find_revision(session, entry.id, entry.head).content)
    return _editor(Editing(draft, entry, seen=entry.head, may_fix=_may_fix(entry, by)), by)


def _edit_again(
    session: Session, by: Person, error: CourtsideError, entry_id: str
) -> ResponseReturnValue:
    entry, draft = open_entry(session, entry_id, by), typed_draft()
    editing = Editing(draft, entry, _seen(), typed("summary"), may_fix=_may_fix(entry, by))
    if error.code == "stale_revision":
        return _editor(meet(session, editing), by), status_of(error)
    return _editor(editing.told(_mistakes(error)), by), status_of(error)


@library.post("/<entry_id>/revisions")
@needs(Right.PROPOSE_KNOWLEDGE, again=_edit_again)
def post_revision(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    content, to_review = content_of(typed_draft()), _to_review()
    entry = open_entry(session, entry_id, by)
    write_on(
        session, entry.id, content, summary=typed("summary")[:100],
        seen=_seen(), to_review=to_review, by=by.id, now=clock.now(),
    )  # fmt: skip
    flash(SUBMITTED if to_review else SAVED)
    return redirect(url_for("library.entry", entry_id=entry_id), code=303)


@library.post("/<entry_id>/typo")
@needs(Right.EDIT_KNOWLEDGE, again=_edit_again)
def post_typo(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    follower, content = services().follower, content_of(typed_draft())
    fix_typo(
        session, follower.analyzer, entry_id, content,
        seen=_seen(), by=by.id, now=clock.now(), nudge=follower.catch_up,
    )  # fmt: skip
    flash("错字已改好，会员现在看到的就是新的。同事会回看这一处。")
    return redirect(url_for("library.entry", entry_id=entry_id), code=303)


@library.post("/preview")
@needs(Right.PROPOSE_KNOWLEDGE)
def post_preview(session: Session, by: Person) -> ResponseReturnValue:
    """The editor as it was, with everything that can be told of the text: works without scripts."""
    entry_id, draft = typed("entry"), typed_draft()
    entry = open_entry(session, entry_id, by) if entry_id else None
    may_fix = entry is not None and _may_fix(entry, by)
    ticket, summary = typed("ticket"), typed("summary")
    return _editor(Editing(draft, entry, _seen(), summary, ticket, may_fix=may_fix), by)


@library.post("/beside")
@needs(Right.PROPOSE_KNOWLEDGE)
def post_beside(_session: Session, by: Person) -> ResponseReturnValue:
    """The same as a fragment, while one types."""
    side = side_of(in_progress(typed_draft()), typed("entry") or None, by)
    return render_template("library/_side.html", side=side)


def _editor(editing: Editing, by: Person) -> str:
    entry_id = editing.entry.id if editing.entry else None
    side = side_of(in_progress(editing.draft), entry_id, by)
    return render_template(
        "library/editor.html", editing=editing, side=side, errors=editing.errors, now=clock.now()
    )


def _may_fix(entry: Entry, by: Person) -> bool:
    """Only what is in force, with nothing newer above it, can be mended at once."""
    return may(by, Right.EDIT_KNOWLEDGE) and entry.live == entry.head


def _to_review() -> bool:
    return request.form.get("do") == "submit"


def _seen() -> int:
    text = typed("seen")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST_NUMBER else 0


def _mistakes(error: CourtsideError) -> dict[str, str]:
    return {getattr(error, "field", None) or "question": f"{error.message}{error.mend or ''}"}
