from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.judge import judge
from kb.acts.wait_for_person import wait_anew
from kb.conversations import Conversation, after, open_conversation
from kb.errors import BadInput, CourtsideError
from kb.terms import Audience
from kb.tickets.intake import leave_phone
from kb.tickets.rating import rate
from webapp.account.colleague import trying
from webapp.errors import status_of
from webapp.fields import asked, number, typed
from webapp.guard import conversation_key, conversation_key_on_its_own, public
from webapp.language import tell
from webapp.member.asking import go_on, put, think
from webapp.member.forms import new_key, read_message, read_rating, read_verdict
from webapp.member.shown import presets
from webapp.member.speaking import waited
from webapp.member.story import story_of
from webapp.member.talk import talk_of
from webapp.services import reading, services, writing
from webapp.wording import hours_in_words

member = Blueprint("member", __name__)
LIKELY = 5
TICKET = "/c/<token>/tickets/<int(max=2147483647):number>"


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
    now, by = clock.now(), trying()
    try:
        sent = read_message()
        assistant = think(None, sent, now)
        with writing() as session:
            talk, token = open_conversation(session, now=now, by=by)
            put(session, assistant, talk, sent, now)
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
    """The talk as it is now, as a fragment; 204 when nothing was said after the position and
    nothing that the page shows (`seen`) has changed."""
    now = clock.now()
    position, seen = number(asked("after") or "0", field="after"), asked("seen")
    if not seen and not after(session, talk, position):
        return "", 204
    found = talk_of(session, talk, now, unless=seen)
    if found is None:
        return "", 204
    return render_template("member/talk.html", talk=found, token=token, now=now)


def _conversation_again(
    session: Session, talk: Conversation, error: CourtsideError, token: str, **_: int
) -> ResponseReturnValue:
    return _conversation_page(session, talk, token, error), status_of(error)


@member.post("/c/<token>/messages")
@conversation_key_on_its_own(again=_conversation_again)
def post_message(talk: Conversation, token: str) -> ResponseReturnValue:
    go_on(talk, read_message(), clock.now())
    return redirect(url_for("member.conversation", token=token), code=303)


@member.post("/c/<token>/verdict")
@conversation_key(again=_conversation_again)
def post_verdict(session: Session, talk: Conversation, token: str) -> ResponseReturnValue:
    said = read_verdict()
    judge(session, talk, said.outcome_id, said.helpful, said.reason, now=clock.now())
    return redirect(url_for("member.conversation", token=token), code=303)


@member.get(TICKET)
@conversation_key()
def ticket(session: Session, talk: Conversation, token: str, number: int) -> ResponseReturnValue:
    return _ticket_page(session, talk, token, number)


def _ticket_again(
    session: Session, talk: Conversation, error: CourtsideError, token: str, number: int
) -> ResponseReturnValue:
    return _ticket_page(session, talk, token, number, error), status_of(error)


@member.post(f"{TICKET}/phone")
@conversation_key(again=_ticket_again)
def post_phone(
    session: Session, talk: Conversation, token: str, number: int
) -> ResponseReturnValue:
    leave_phone(session, talk.id, number, typed("phone"), now=clock.now())
    flash("电话已记下，只有处理这个问题的同事能看到。")
    return redirect(url_for("member.ticket", token=token, number=number), code=303)


@member.post(f"{TICKET}/rating")
@conversation_key(again=_conversation_again)
def post_rating(
    session: Session, talk: Conversation, token: str, number: int
) -> ResponseReturnValue:
    rate(session, talk.id, number, read_rating(), by=trying(), now=clock.now())
    return redirect(url_for("member.conversation", token=token, _anchor="rating"), code=303)


def _start_page(error: CourtsideError | None = None) -> str:
    now = clock.now()
    with reading() as session:
        seen = services().outlooks.at(session, now)
        return render_template(
            "member/start.html",
            presets=presets(session, services().config.preset_entries),
            service_hours=tell(hours_in_words(seen.service.hours)),
            wait=waited(wait_anew(session, seen, now)),
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
        talk=talk_of(session, talk, now),
        token=token,
        now=now,
        key=new_key(),
        text=request.form.get("text", ""),
        errors=_mistakes(error),
    )


def _ticket_page(
    session: Session,
    talk: Conversation,
    token: str,
    number: int,
    error: CourtsideError | None = None,
) -> str:
    now = clock.now()
    return render_template(
        "member/ticket.html",
        story=story_of(session, talk, number, now),
        token=token,
        now=now,
        typed=request.form,
        errors=_mistakes(error, "phone"),
    )


def _mistakes(error: CourtsideError | None, field: str = "text") -> dict[str, str]:
    return {field: f"{error.message}{error.mend or ''}"} if error else {}
