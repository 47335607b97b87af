from datetime import datetime
from typing import Any

from flask import Response, current_app, jsonify
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.judge import judge
from kb.answering.misses import offers_person
from kb.conversations import (
    Conversation,
    after,
    by_token,
    known_by_token,
    open_conversation,
    opened_with,
)
from kb.conversations.exchange import exchanges
from kb.errors import NotFound
from kb.tickets import tickets_of
from kb.tickets.intake import leave_phone
from kb.tickets.rating import Rated, rate
from webapp.account.colleague import trying
from webapp.api import contract
from webapp.api import turns as bodies
from webapp.api.replies import reply_body, sent_by
from webapp.api.room import api
from webapp.guard import conversation_key, conversation_key_on_its_own, public
from webapp.member.asking import go_on, put, think
from webapp.member.rating import ratings_of
from webapp.member.state import state_of
from webapp.member.story import story_of
from webapp.member.transcript import steps, turns
from webapp.services import reading, services, writing

KEYED: dict[str, Any] = {"security": [{"conversation": []}]}
CONVERSATION = "/conversations/<int(max=2147483647):conversation>"
TICKET = f"{CONVERSATION}/tickets/<int(max=2147483647):number>"


@api.post("/ask", summary="Ask the club", responses={200: contract.ReplyBody})
@public
def ask_question(body: contract.Question) -> Response:
    now, sent = clock.now(), sent_by(body)
    with reading() as session:
        known = _known_talk(session, body)
    assistant = think(known, sent, now)
    with writing() as session:
        talk, token = _talk_of(session, body, now)
        asked = put(session, assistant, talk, sent, now)
    return _json(reply_body(asked, talk, token=token, now=now))


@api.get(
    CONVERSATION, summary="A conversation", responses={200: contract.ConversationBody}, **KEYED
)
@conversation_key()
def conversation(session: Session, talk: Conversation, path: contract.ConversationPath) -> Response:
    _require_own(talk, path)
    said, tickets = after(session, talk), tickets_of(session, talk.id)
    return _json(contract.ConversationBody.of(talk, said, tickets))


@api.get(
    f"{CONVERSATION}/messages",
    summary="What was said, later than a position",
    responses={200: bodies.Messages},
    **KEYED,
)
@conversation_key()
def messages(
    session: Session, talk: Conversation, path: contract.ConversationPath, query: bodies.Seen
) -> Response:
    _require_own(talk, path)
    now = clock.now()
    state = state_of(session, talk, services().outlooks, now)
    shown = turns(session, talk, services().assistant, now=now, position=query.after)
    return _json(
        bodies.Messages(
            messages=[bodies.TurnBody.of(each) for each in shown],
            ratings=[bodies.AskedRatingBody.of(each) for each in ratings_of(state.standings, now)],
            wait=bodies.WaitBody.of(state.wait) if state.wait else None,
            next_after=shown[-1].position if shown else query.after,
            changed=state.changed,
        )
    )


@api.post(
    f"{CONVERSATION}/messages",
    summary="Go on with a conversation",
    responses={200: contract.ReplyBody},
    **KEYED,
)
@conversation_key_on_its_own()
def post_message(
    talk: Conversation, path: contract.ConversationPath, body: contract.NewMessage
) -> Response:
    _require_own(talk, path)
    now = clock.now()
    return _json(reply_body(go_on(talk, sent_by(body), now), talk, now=now))


@api.post(
    f"{CONVERSATION}/verdicts",
    summary="Did an answer help?",
    responses={200: bodies.VerdictReply},
    **KEYED,
)
@conversation_key()
def post_verdict(
    session: Session, talk: Conversation, path: contract.ConversationPath, body: bodies.NewVerdict
) -> Response:
    _require_own(talk, path)
    verdict = judge(session, talk, body.outcome, body.helpful, body.reason, now=clock.now())
    offered = offers_person(steps(exchanges(session, talk)))
    return _json(bodies.VerdictReply(verdict=bodies.VerdictBody.of(verdict), offer_person=offered))


@api.get(
    TICKET,
    summary="What has become of a question that a person answers",
    responses={200: bodies.TicketStory},
    **KEYED,
)
@conversation_key()
def ticket(session: Session, talk: Conversation, path: contract.TicketPath) -> Response:
    _require_own(talk, path)
    story = story_of(session, talk, path.number, clock.now())
    return _json(
        bodies.TicketStory(
            number=story.promise.number,
            question=story.question,
            progress=story.promise.progress,
            who=story.promise.who,
            due_at=story.promise.due_at,
            timeline=[bodies.MomentBody(at=each.at, text=each.whole) for each in story.timeline],
        )
    )


@api.post(
    f"{TICKET}/rating",
    summary="How satisfied the member is with what was done",
    responses={200: contract.RatingBody, 409: contract.ErrorBody},
    **KEYED,
)
@conversation_key()
def post_rating(
    session: Session, talk: Conversation, path: contract.TicketPath, body: contract.NewRating
) -> Response:
    _require_own(talk, path)
    said = Rated(body.satisfaction, body.reason, body.words)
    rating = rate(session, talk.id, path.number, said, by=trying(), now=clock.now())
    return _json(contract.RatingBody.of(rating))


@api.post(
    f"{TICKET}/phone",
    summary="Leave a telephone number for who answers",
    responses={200: contract.PhoneBody, 409: contract.ErrorBody},
    **KEYED,
)
@conversation_key()
def post_phone(
    session: Session, talk: Conversation, path: contract.TicketPath, body: contract.NewPhone
) -> Response:
    _require_own(talk, path)
    left = leave_phone(session, talk.id, path.number, body.phone, now=clock.now())
    return _json(contract.PhoneBody.of(left))


@api.get("/openapi.json", doc_ui=False)
@public
def document() -> Response:
    assert isinstance(current_app, OpenAPI)  # noqa: S101
    return jsonify(current_app.api_doc)


def _known_talk(session: Session, body: contract.Question) -> Conversation | None:
    """None where it is opened by this question."""
    if body.conversation is not None:
        return by_token(session, body.conversation)
    return known_by_token(session, body.opening) if body.opening else None


def _talk_of(
    session: Session, body: contract.Question, now: datetime
) -> tuple[Conversation, str | None]:
    """And its token, where the reply is to tell it."""
    if body.conversation is not None:
        return by_token(session, body.conversation), None
    if body.opening is not None:
        return opened_with(session, body.opening, now=now, by=trying()), body.opening
    return open_conversation(session, now=now, by=trying())


def _require_own(conversation: Conversation, path: contract.ConversationPath) -> None:
    if conversation.id != path.conversation:
        raise NotFound("没有这个对话。")


def _json(body: BaseModel) -> Response:
    return jsonify(body.model_dump(mode="json"))
