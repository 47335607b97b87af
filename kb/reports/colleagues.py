"""Which of us had a hand in a conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, select
from sqlalchemy.orm import Session

from kb.conversations import Message
from kb.history import Event


def opened_by_colleague() -> ColumnElement[bool]:
    """Of the conversation of a message that is read."""
    return exists().where(
        Event.subject_type == "conversation",
        Event.subject_id == cast(Message.conversation_id, String),
        Event.verb == "opened",
        Event.by_id.is_not(None),
    )


def joined_in(
    session: Session, conversations: Select[Any], end: datetime
) -> dict[int, tuple[int, ...]]:
    """By conversation: those of us who wrote in it before `end`, by id."""
    found = (
        select(Message.conversation_id, Message.by_id)
        .where(Message.by_id.is_not(None), Message.conversation_id.in_(conversations))
        .where(Message.at < end)
        .distinct()
        .order_by(Message.conversation_id, Message.by_id)
    )
    joined: dict[int, tuple[int, ...]] = {}
    for conversation, person in session.execute(found):
        if person is not None:
            joined[conversation] = (*joined.get(conversation, ()), person)
    return joined
