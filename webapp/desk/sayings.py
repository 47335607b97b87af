"""Keeping standard phrases: the club's and one's own."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.errors import BadInput, CourtsideError
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.wording.filling import PLACES
from kb.wording.standard_phrase import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Keeper,
    PhraseKind,
    Phrasing,
    find_phrase,
    past_texts,
    phrases_for,
    restore_phrase,
    retire_phrase,
    rewrite_phrase,
    write_phrase,
)
from webapp.desk.record import names
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import needs
from webapp.mistakes import mistakes

sayings = Blueprint("sayings", __name__, url_prefix="/desk/sayings")
SAYING = "/<int(max=2147483647):saying_id>"


@sayings.get("")
@needs(Right.WORK_TICKETS)
def shelf(session: Session, by: Person) -> ResponseReturnValue:
    return _list(session, by)


def _list_again(session: Session, by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _list(session, by, error), status_of(error)


@sayings.post("")
@needs(Right.WORK_TICKETS, again=_list_again)
def post_saying(session: Session, by: Person) -> ResponseReturnValue:
    shared = request.form.get("shared") == "yes"
    write_phrase(session, _phrasing(), shared=shared, by=_keeper(by), now=clock.now())
    flash("已加上，大家都能用。" if shared else "已加上，只有您自己看得到。")
    return redirect(url_for("sayings.shelf"), code=303)


@sayings.get(SAYING)
@needs(Right.WORK_TICKETS)
def saying(session: Session, by: Person, saying_id: int) -> ResponseReturnValue:
    return _one(session, by, saying_id)


def _one_again(
    session: Session, by: Person, error: CourtsideError, saying_id: int
) -> ResponseReturnValue:
    return _one(session, by, saying_id, error), status_of(error)


@sayings.post(f"{SAYING}/wording")
@needs(Right.WORK_TICKETS, again=_one_again)
def post_wording(session: Session, by: Person, saying_id: int) -> ResponseReturnValue:
    seen = number(typed("seen"), field="seen", least=1)
    rewrite_phrase(session, saying_id, _phrasing(), seen=seen, by=_keeper(by), now=clock.now())
    flash("已改好。")
    return redirect(url_for("sayings.shelf"), code=303)


@sayings.post(f"{SAYING}/retirement")
@needs(Right.WORK_TICKETS)
def post_saying_retirement(session: Session, by: Person, saying_id: int) -> ResponseReturnValue:
    retire_phrase(session, saying_id, by=_keeper(by), now=clock.now())
    return redirect(url_for("sayings.shelf", gone=saying_id), code=303)


@sayings.post(f"{SAYING}/return")
@needs(Right.WORK_TICKETS)
def post_saying_return(session: Session, by: Person, saying_id: int) -> ResponseReturnValue:
    restore_phrase(session, saying_id, by=_keeper(by), now=clock.now())
    flash("已放回。")
    return redirect(url_for("sayings.shelf"), code=303)


def _list(session: Session, by: Person, error: CourtsideError | None = None) -> str:
    found = phrases_for(session, by.id)
    gone = asked("gone")
    return render_template(
        "desk/sayings.html",
        own=[each for each in found if each.owner_id is not None],
        shared=[each for each in found if each.owner_id is None],
        gone=find_phrase(session, number(gone, field="gone"), _keeper(by), retired=True)
        if gone
        else None,
        phrase=None,
        typed=request.form,
        errors=mistakes(error, "text"),
        **_form(by),
    )


def _one(session: Session, by: Person, saying_id: int, error: CourtsideError | None = None) -> str:
    phrase = find_phrase(session, saying_id, _keeper(by))
    past = past_texts(session, phrase.id)
    return render_template(
        "desk/saying.html",
        phrase=phrase,
        past=past,
        names=names(session, (each.by_id for each in past)),
        typed=request.form,
        errors=mistakes(error, "text"),
        now=clock.now(),
        **_form(by),
    )


def _form(by: Person) -> dict[str, object]:
    return {
        "kinds": PhraseKind,
        "places": PLACES,
        "longest_title": LONGEST_TITLE,
        "longest_text": LONGEST_TEXT,
        "leads": may(by, Right.LEAD_SERVICE),
    }


def _keeper(by: Person) -> Keeper:
    return Keeper(by.id, may(by, Right.LEAD_SERVICE))


def _phrasing() -> Phrasing:
    kind = typed("kind")
    if kind not in set(PhraseKind):
        raise BadInput("还没有选用在哪里。", field="kind", code="not_chosen", mend="请选一项。")
    return Phrasing(PhraseKind(kind), typed("title"), typed("text"))
