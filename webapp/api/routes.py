from typing import Any

from flask import Response, current_app, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.ask import ask
from kb.conversations import Conversation, after, by_token, open_conversation
from kb.errors import NotFound
from kb.tickets import tickets_of
from kb.tickets.rating import Rated, rate
from webapp.api import contract
from webapp.api.openapi import ERRORS, require_json_object
from webapp.api.replies import reply_body
from webapp.guard import conversation_key, public
from webapp.services import services, writing

KEYED: dict[str, Any] = {"security": [{"conversation": []}]}
CONVERSATION = "/conversations/<int(max=2147483647):conversation>"

api = APIBlueprint("api", __name__, url_prefix="/api/v1", abp_responses=ERRORS)
api.before_request(require_json_object)


@api.post("/ask", summary="Ask the club", responses={200: contract.ReplyBody})
@public
def ask_question(body: contract.Question) -> Response:
    now = clock.now()
    with writing() as session:
        token = None
        if body.conversation is None:
            conversation, token = open_conversation(session, now=now)
        else:
            conversation = by_token(session, body.conversation)
        asked = ask(
            session, services().assistant, conversation, body.question, key=body.key, now=now
        )
        return _json(reply_body(session, asked, contract.conversation_ref(conversation, token)))


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
    responses={200: contract.Messages},
    **KEYED,
)
@conversation_key()
def messages(
    session: Session, talk: Conversation, path: contract.ConversationPath, query: contract.After
) -> Response:
    _require_own(talk, path)
    return _json(contract.Messages.of(after(session, talk, query.after)))


@api.post(
    f"{CONVERSATION}/messages",
    summary="Go on with a conversation",
    responses={200: contract.ReplyBody},
    **KEYED,
)
@conversation_key()
def post_message(
    session: Session, talk: Conversation, path: contract.ConversationPath, body: contract.NewMessage
) -> Response:
    _require_own(talk, path)
    asked = ask(session, services().assistant, talk, body.text, key=body.key, now=clock.now())
    return _json(reply_body(session, asked, contract.conversation_ref(talk)))


@api.post(
    f"{CONVERSATION}/tickets/<int(max=2147483647):number>/rating",
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
    return _json(contract.RatingBody.of(rate(session, talk.id, path.number, said, now=clock.now())))


@api.get("/openapi.json", doc_ui=False)
@public
def document() -> Response:
    assert isinstance(current_app, OpenAPI)  # noqa: S101
    return jsonify(current_app.api_doc)


def _require_own(conversation: Conversation, path: contract.ConversationPath) -> None:
    if conversation.id != path.conversation:
        raise NotFound("没有这个对话。")


def _json(body: BaseModel) -> Response:
    return jsonify(body.model_dump(mode="json"))
