"""A question is thought about first, while others may write, and then recorded."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.ask import Asked, ask
from kb.acts.think_ahead import think_ahead
from kb.answering.assistant import Assistant
from kb.conversations import Conversation, find_conversation
from webapp.member.forms import Sent
from webapp.services import reading, services, writing


def think(talk: Conversation | None, sent: Sent, now: datetime) -> Assistant:
    """`talk`: None for one that is opened with this question."""
    with reading() as session:
        return think_ahead(
            session, services().assistant, talk, sent.text, key=sent.key, entry=sent.entry, now=now
        )


def put(
    session: Session, assistant: Assistant, talk: Conversation, sent: Sent, now: datetime
) -> Asked:
    return ask(session, assistant, talk, sent.text, key=sent.key, entry=sent.entry, now=now)


def go_on(talk: Conversation, sent: Sent, now: datetime) -> Asked:
    assistant = think(talk, sent, now)
    with writing() as session:
        return put(session, assistant, find_conversation(session, talk.id), sent, now)
