"""Reviewing, comparing and going back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.publish import call_after_commit
from kb.errors import CourtsideError
from kb.knowledge import (
    EntryState,
    LookFinding,
    find_entry,
    find_revision,
    look_again,
    restore,
    retire,
    revisions,
    roll_back,
    submit,
    take_back,
)
from kb.knowledge.browse import Wanted, browse
from kb.knowledge.reader import open_entry
from kb.people.person import Person
from kb.people.rights import Right, may
from webapp.errors import status_of
from webapp.fields import asked, number, read_page, typed
from webapp.guard import needs
from webapp.library.changes import changes
from webapp.library.record import record_of
from webapp.library.room import library
from webapp.library.routes import entry_again
from webapp.library.second_looks import second_looks
from webapp.library.side import side_of
from webapp.services import services


@library.get("/reviews")
@needs(Right.REVIEW_KNOWLEDGE)
def reviews(session: Session, by: Person) -> ResponseReturnValue:
    return _reviews_page(session, by)


def _reviews_again(
    session: Session, by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _reviews_page(session, by, {f"remark-{number}": error.message}), status_of(error)


@library.post("/second-looks/<int(max=2147483647):number>")
@needs(Right.REVIEW_KNOWLEDGE, again=_reviews_again)
def post_second_look(session: Session, by: Person, number: int) -> ResponseReturnValue:
    objects = request.form.get("finding") == LookFinding.OBJECTED.value
    finding = LookFinding.OBJECTED if objects else LookFinding.FINE
    look_again(session, number, finding, typed("remark"), by=by.id, now=clock.now())
    flash("已记下您的异议，请在条目里改正或恢复。" if objects else "已记下：没问题。")
    return redirect(url_for("library.reviews"), code=303)


@library.get("/<entry_id>/review")
@needs(Right.LOOK_UP)
def review(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    """What waits, word by word against what is in force."""
    record = record_of(session, open_entry(session, entry_id, by), by)
    before = record.in_force.content if record.in_force else None
    cut = services().follower.analyzer.cut
    return render_template(
        "library/review.html",
        record=record,
        changes=changes(before, record.text.content, cut),
        side=side_of(record.text.content, entry_id, by),
        typed=request.form,
        now=clock.now(),
    )


@library.get("/<entry_id>/compare")
@needs(Right.LOOK_UP)
def compare(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    entry = open_entry(session, entry_id, by)
    new = number(asked("new") or str(entry.head), field="new", least=1)
    old = number(asked("old") or str(max(1, new - 1)), field="old", least=1)
    before, after = (find_revision(session, entry.id, each) for each in (old, new))
    cut = services().follower.analyzer.cut
    return render_template(
        "library/compare.html",
        entry=entry,
        before=before,
        after=after,
        changes=changes(before.content, after.content, cut),
        numbers=[each.number for each in revisions(session, entry.id)],
        may_edit=may(by, Right.PROPOSE_KNOWLEDGE),
        now=clock.now(),
    )


@library.post("/<entry_id>/submission")
@needs(Right.PROPOSE_KNOWLEDGE, again=entry_again)
def post_submission(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    submit(session, open_entry(session, entry_id, by), by=by.id, now=clock.now())
    return _done(entry_id, "已送审，等另一位同事审核。")


@library.post("/<entry_id>/recall")
@needs(Right.PROPOSE_KNOWLEDGE, again=entry_again)
def post_recall(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    take_back(session, open_entry(session, entry_id, by), by=by.id, now=clock.now())
    return _done(entry_id, "已撤回，现在是草稿。")


@library.post("/<entry_id>/rollback")
@needs(Right.PROPOSE_KNOWLEDGE, again=entry_again)
def post_rollback(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    (back, seen), found = _numbers(), open_entry(session, entry_id, by)
    roll_back(session, found, back, seen=seen, by=by.id, now=clock.now())
    return _done(entry_id, f"第 {back} 版的文字已恢复成草稿，送审后生效。")


@library.post("/<entry_id>/restoration")
@needs(Right.EDIT_KNOWLEDGE, again=entry_again)
def post_restoration(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    (back, seen), found = _numbers(), find_entry(session, entry_id)
    restore(session, found, back, typed("reason"), seen=seen, by=by.id, now=clock.now())
    call_after_commit(session, services().follower.catch_up)
    return _done(entry_id, f"已恢复第 {back} 版，会员现在看到的就是它。")


@library.post("/<entry_id>/retirement")
@needs(Right.EDIT_KNOWLEDGE, again=entry_again)
def post_retirement(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    retire(session, find_entry(session, entry_id), typed("reason"), by=by.id, now=clock.now())
    call_after_commit(session, services().follower.catch_up)
    return _done(entry_id, "已下架，会员问不到它了。")


def _reviews_page(session: Session, by: Person, errors: dict[str, str] | None = None) -> str:
    page = browse(session, Wanted(state=EntryState.IN_REVIEW), read_page())
    return render_template(
        "library/reviews.html",
        page=page,
        link=lambda each: url_for("library.reviews", page=each),
        looks=second_looks(session, by),
        errors=errors or {},
        now=clock.now(),
    )


def _numbers() -> tuple[int, int]:
    back = number(typed("number"), field="number", least=1)
    return back, number(typed("seen"), field="seen")


def _done(entry_id: str, told: str) -> ResponseReturnValue:
    flash(told)
    return redirect(url_for("library.entry", entry_id=entry_id), code=303)
