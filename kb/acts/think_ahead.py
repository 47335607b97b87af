from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.understand import read_alone, read_in_context, said_before
from kb.answering.assistant import Assistant
from kb.answering.memory import Ahead, Memory
from kb.clock import monotonic
from kb.conversations import Conversation
from kb.conversations.message import last_said, require_usable, said_under
from kb.policy import current
from kb.text import clean


def think_ahead(
    session: Session,
    assistant: Assistant,
    conversation: Conversation | None,
    text: str,
    *,
    key: str | None = None,
    entry: str | None = None,
    now: datetime,
) -> Assistant:
    """An assistant that has thought about what `ask` will ask it with the same arguments, so that
    nobody who writes must wait for that. It remembers by everything that a decision rests on: what
    is otherwise by then it thinks about anew. `conversation`: None for one yet to be opened."""
    began, index = monotonic(), assistant.snapshot()
    ahead = Ahead(index, Memory())
    ready = replace(assistant, ahead=ahead)
    still = ready.still(index.number)
    if entry and still.chosen(entry, now=now):
        return ready
    require_usable(kept := clean(text), key)
    if conversation and said_under(session, conversation, key):
        return ready
    said = []
    if conversation:
        position, _ = last_said(session, conversation)
        said = said_before(session, conversation, position + 1)
    alone = read_alone(still, kept, said, now)
    one = current(session).service.one_question
    read_in_context(still, kept, said, alone, one_question=one, now=now)
    return replace(ready, ahead=replace(ahead, took_ms=1000 * (monotonic() - began)))
