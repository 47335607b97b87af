"""What a text would change once it is published, and the questions that is tried on."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.save_questions import save_confirmed
from kb.answering.decision import Decision
from kb.knowledge import find_revision
from kb.knowledge.reader import open_entry
from kb.knowledge.saved import (
    SavedQuestion,
    Source,
    count_saved,
    look_through,
    pin,
    unpin,
)
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import DecisionKind
from webapp.fields import asked, read_page, typed
from webapp.guard import needs
from webapp.library.room import library
from webapp.paths import same_site
from webapp.services import services

FILTERS = ("q", "source", "pinned")
MOST_SHOWN = 8
RIGHT = {
    DecisionKind.ANSWER: "回答",
    DecisionKind.CLARIFY: "反问",
    DecisionKind.HANDOFF: "转人工",
    DecisionKind.SMALLTALK: "寒暄",
}


@library.get("/<entry_id>/foresight")
@needs(Right.PROPOSE_KNOWLEDGE)
def foresight(session: Session, by: Person, entry_id: str) -> ResponseReturnValue:
    """As a page of its own, or as the part of one that a script asks for."""
    entry, now, is_part = open_entry(session, entry_id, by), clock.now(), bool(asked("part"))
    return render_template(
        "library/_foresight.html" if is_part else "library/foresight.html",
        entry=entry,
        question=find_revision(session, entry.id, entry.head).question,
        found=services().foreseer.foresee(session, entry.id, now=now),
        told=in_words,
        most=MOST_SHOWN if is_part else None,
        may_edit=may(by, Right.EDIT_KNOWLEDGE),
        may_approve=is_part and may(by, Right.REVIEW_KNOWLEDGE),
        now=now,
    )


@library.get("/questions")
@needs(Right.EDIT_KNOWLEDGE)
def questions(session: Session, _by: Person) -> ResponseReturnValue:
    source = asked("source")
    page = look_through(
        session,
        text=asked("q")[:200],
        source=Source(source) if source in set(Source) else None,
        pinned_only=bool(asked("pinned")),
        number=read_page(),
    )
    return render_template(
        "library/questions.html",
        page=page,
        counts=count_saved(session),
        right=_right,
        link=_link_to_page,
    )


@library.post("/questions")
@needs(Right.EDIT_KNOWLEDGE)
def post_questions(session: Session, _by: Person) -> ResponseReturnValue:
    count = save_confirmed(session, now=clock.now())
    flash(f"新收入 {count} 个有定论的问题。" if count else "没有新的，都收过了。")
    return redirect(url_for("library.questions"), code=303)


@library.post("/questions/<int(max=2147483647):number>/pin")
@needs(Right.EDIT_KNOWLEDGE)
def post_pin(session: Session, by: Person, number: int) -> ResponseReturnValue:
    act = pin if typed("pinned") else unpin
    act(session, number, by=by.id, now=clock.now())
    back = same_site(request.form.get("back")) or url_for("library.questions")
    return redirect(back, code=303)


def in_words(decision: Decision) -> str:
    """What becomes of a question, on one line."""
    names = "、".join(f"“{each.question}”" for each in decision.entries)
    match decision.kind:
        case DecisionKind.ANSWER:
            return f"由{names}回答"
        case DecisionKind.CLARIFY:
            return f"反问：{names}"
        case DecisionKind.HANDOFF:
            return f"转人工（{decision.reason.label}）" if decision.reason else "转人工"
    return decision.kind.label


def _right(saved: SavedQuestion) -> str:
    return "或".join(RIGHT[DecisionKind(each)] for each in saved.decisions)


def _link_to_page(page: int) -> str:
    kept = {key: request.args[key] for key in FILTERS if request.args.get(key)}
    return f"{url_for('library.questions')}?{urlencode({**kept, 'page': page})}"
