"""A member suggests something: from the start page, or from their conversation."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.suggest import suggest
from kb.conversations import Conversation
from kb.errors import BadInput, CourtsideError
from webapp.errors import status_of
from webapp.guard import conversation_key, public
from webapp.mistakes import mistakes
from webapp.services import writing
from webapp.suggestions.forms import read_given
from webapp.suggestions.room import suggestions


@suggestions.get("/suggest")
@public
def give() -> ResponseReturnValue:
    return _page()


@suggestions.post("/suggest")
@public
def post_give() -> ResponseReturnValue:
    try:
        with writing() as session:
            given = read_given()
            made, token = suggest(
                session, given.text, category=given.category, giver=given.giver,
                contact=given.contact, now=clock.now(),
            )  # fmt: skip
    except BadInput as error:
        return _page(error=error), 400
    flash(f"谢谢您的建议，编号 {made.number}。")
    return redirect(url_for("member.conversation", token=token), code=303)


@suggestions.get("/c/<token>/suggest")
@conversation_key()
def give_here(_session: Session, _talk: Conversation, token: str) -> ResponseReturnValue:
    return _page(token)


def _again(
    _session: Session, _talk: Conversation, error: CourtsideError, token: str
) -> ResponseReturnValue:
    return _page(token, error), status_of(error)


@suggestions.post("/c/<token>/suggest")
@conversation_key(again=_again)
def post_give_here(session: Session, talk: Conversation, token: str) -> ResponseReturnValue:
    given = read_given()
    made, _ = suggest(
        session, given.text, category=given.category, giver=given.giver, contact=given.contact,
        conversation=talk, now=clock.now(),
    )  # fmt: skip
    flash(f"谢谢您的建议，编号 {made.number}。")
    return redirect(url_for("member.conversation", token=token), code=303)


def _page(token: str | None = None, error: CourtsideError | None = None) -> str:
    return render_template(
        "suggestions/give.html", token=token, typed=request.form, errors=mistakes(error, "text")
    )
