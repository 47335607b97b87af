"""Gaps: what people ask and the base does not answer, and one step to close each."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.close_gap import (
    add_wordings,
    decided_now,
    gaps_of,
    ignore_gap,
    suggested_answer,
    write_entry,
)
from kb.errors import CourtsideError, NotFound
from kb.knowledge.ruling import find_ruling, ruled_questions, rulings
from kb.people.person import Person, person
from kb.people.rights import Right
from kb.reports.gaps import Gap
from kb.terms import DecisionKind
from webapp.errors import status_of
from webapp.fields import asked, typed
from webapp.guard import needs
from webapp.library.foreseeing import in_words
from webapp.library.room import library
from webapp.mistakes import mistakes
from webapp.services import services

PERIODS = {"7": "近 7 天", "28": "近 28 天", "90": "近 90 天"}
USUAL = "28"
MOST_RULINGS = 20
GAP = "/gaps/<int(signed=True, max=2147483647):number>"


@library.get("/gaps")
@needs(Right.EDIT_KNOWLEDGE)
def gaps(session: Session, _by: Person) -> ResponseReturnValue:
    days = _days(asked("days"))
    past = rulings(session)[:MOST_RULINGS]
    return render_template(
        "library/gaps.html",
        found=gaps_of(session, services().assistant, int(days), now=clock.now()),
        days=days,
        periods=PERIODS,
        rulings=past,
        names={each.by_id: person(session, each.by_id).name for each in past},
        now=clock.now(),
    )


@library.get(GAP)
@needs(Right.EDIT_KNOWLEDGE)
def gap(session: Session, _by: Person, number: int) -> ResponseReturnValue:
    return _gap_page(session, number)


def _gap_again(
    session: Session, _by: Person, error: CourtsideError, number: int
) -> ResponseReturnValue:
    return _gap_page(session, number, error), status_of(error)


@library.post(f"{GAP}/entry")
@needs(Right.EDIT_KNOWLEDGE, again=_gap_again)
def post_gap_entry(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, now = _find(session, number), clock.now()
    question, answer = typed("question"), typed("answer")
    entry, _ = write_entry(session, found, question, answer, by=by.id, now=now)
    flash("草稿写好了，别的问法已放进相似问。看一遍，再送审。")
    return redirect(url_for("library.edit_entry", entry_id=entry.id), code=303)


@library.post(f"{GAP}/variants")
@needs(Right.EDIT_KNOWLEDGE, again=_gap_again)
def post_gap_variants(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found, into = _find(session, number), typed("entry_id")
    entry, _ = add_wordings(session, found, into, by=by.id, now=clock.now())
    flash("问法已加上并送审，等另一位同事通过。")
    return redirect(url_for("library.review", entry_id=entry.id), code=303)


@library.post(f"{GAP}/ignoring")
@needs(Right.EDIT_KNOWLEDGE, again=_gap_again)
def post_gap_ignoring(session: Session, by: Person, number: int) -> ResponseReturnValue:
    found = _find(session, number)
    ignore_gap(session, found, typed("reason"), by=by.id, now=clock.now())
    flash("已记下不用写，和为什么。")
    return redirect(url_for("library.gaps", days=_days(typed("days"))), code=303)


@library.get("/rulings/<int(max=2147483647):number>")
@needs(Right.EDIT_KNOWLEDGE)
def ruling(session: Session, _by: Person, number: int) -> ResponseReturnValue:
    """What was made of a gap, and what its questions come to now."""
    found, now = find_ruling(session, number), clock.now()
    decided = decided_now(session, services().assistant, found, now=now)
    kinds = [decision.kind for _, decision in decided]
    return render_template(
        "library/ruling.html",
        ruling=found,
        count=len(ruled_questions(session, found)),
        decided=decided,
        answered=kinds.count(DecisionKind.ANSWER),
        told=in_words,
        who=person(session, found.by_id).name,
        now=now,
    )


def _gap_page(session: Session, number: int, error: CourtsideError | None = None) -> str:
    found = _find(session, number)
    near = services().follower.snapshot().documents.get(found.near or "")
    return render_template(
        "library/gap.html",
        gap=found,
        near=near.entry if near else None,
        suggested=suggested_answer(session, found),
        days=_days(asked("days") or typed("days")),
        typed=request.form,
        errors=mistakes(error, "question"),
        now=clock.now(),
    )


def _find(session: Session, number: int) -> Gap:
    days = int(_days(asked("days") or typed("days")))
    found = gaps_of(session, services().assistant, days, now=clock.now()).find(number)
    if found is None:
        raise NotFound("没有这个缺口，或者已经处理过了。", mend="请回到缺口列表。")
    return found


def _days(text: str) -> str:
    return text if text in PERIODS else USUAL
