from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.ask import ask
from kb.acts.judge import judge
from kb.conversations import Conversation, open_conversation
from kb.errors import BadInput, CourtsideError
from kb.policy import current
from kb.terms import Audience
from kb.tickets.rating import rate
from webapp.errors import status_of
from webapp.fields import asked, number
from webapp.guard import conversation_key, public
from webapp.member.forms import new_key, read_message, read_rating, read_verdict
from webapp.member.rating import ratings_of
from webapp.member.shown import presets
from webapp.member.transcript import turns
from webapp.services import reading, services, writing
from webapp.wording import hours_in_words

member = Blueprint("member", __name__)
LIKELY = 5


@member.get("/")
@public
def start() -> ResponseReturnValue:
    return _start_page()


@member.get("/questions/likely")
@public
def likely_questions() -> ResponseReturnValue:
    """Questions that what is typed so far may come to, as a fragment; 204 when there are none."""
    found = services().suggester.suggest(
        asked("q"), audience=Audience.MEMBER, limit=LIKELY, now=clock.now()
    )
    if not found:
        return "", 204
    return render_template("member/likely.html", found=found)


@member.post("/questions")
@public
def post_question() -> ResponseReturnValue:
    now = clock.now()
    try:
        with writing() as session:
            sent = read_message(session)
            conversation, token = open_conversation(session, now=now)
            ask(session, services().assistant, conversation, sent.text, key=sent.key, now=now)
    except BadInput as error:
        return _start_page(error), 400
    return redirect(url_for("member.conversation", token=token), code=303)


@member.get("/c/<token>")
@conversation_key()
def conversation(session: Session, talk: Conversation, token: str) -> ResponseReturnValue:
    return _conversation_page(session, talk, token)


@member.get("/c/<token>/messages")
@conversation_key()
def messages(session: Session, talk: Conversation, token: str) -> ResponseReturnValue:
    """The turns after the one the page shows last, as a fragment; 204 when there are none."""
    now = clock.now()
    found = turns(session, talk, now=now, position=number(asked("after") or "0", field="after"))
    if not found:
        return "", 204
    return render_template("member/messages.html", turns=found, token=token, now=now)


def _conversation_again(
    session: Session, talk: Conversation, error: CourtsideError, token: str, **_: int
) -> ResponseReturnValue:
    return _conversation_page(session, talk, token, error), status_of(error)


@member.post("/c/<token>/messages")
@conversation_key(again=_conversation_again)
def post_message(session: Session, talk: Conversation, token: str) -> ResponseReturnValue:
    sent = read_message(session)
    ask(session, services().assistant, talk, sent.text, key=sent.key, now=clock.now())
    return redirect(url_for("member.conversation", token=token), code=303)


@member.post("/c/<token>/verdict")
@conversation_key(again=_conversation_again)
def post_verdict(session: Session, talk: Conversation, token: str) -> ResponseReturnValue:
    said = read_verdict()
    judge(session, talk, said.outcome_id, said.helpful, said.reason, now=clock.now())
    return redirect(url_for("member.conversation", token=token), code=303)


@member.post("/c/<token>/tickets/<int(max=2147483647):number>/rating")
@conversation_key(again=_conversation_again)
def post_rating(
    session: Session, talk: Conversation, token: str, number: int
) -> ResponseReturnValue:
    rate(session, talk.id, number, read_rating(), now=clock.now())
    return redirect(url_for("member.conversation", token=token, _anchor="rating"), code=303)


def _start_page(error: CourtsideError | None = None) -> str:
    with reading() as session:
        return render_template(
            "member/start.html",
            presets=presets(session, services().config.preset_entries),
            service_hours=hours_in_words(current(session).service.hours),
            key=new_key(),
            text=request.form.get("text", ""),
            errors=_mistakes(error),
        )


def _conversation_page(
    session: Session, talk: Conversation, token: str, error: CourtsideError | None = None
) -> str:
    now = clock.now()
    return render_template(
        "member/conversation.html",
        turns=turns(session, talk, now=now),
        ratings=ratings_of(session, talk, now),
        token=token,
        now=now,
        key=new_key(),
        text=request.form.get("text", ""),
        errors=_mistakes(error),
    )


def _mistakes(error: CourtsideError | None) -> dict[str, str]:
    return {"text": f"{error.message}{error.mend or ''}"} if error else {}
