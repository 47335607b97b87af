"""All that a member's page shows of their conversation."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.acts.wait_for_person import Wait
from kb.conversations import Conversation
from kb.conversations.message import last_said
from webapp.member.rating import AskedRating, ratings_of
from webapp.member.state import State, state_of
from webapp.member.transcript import turns
from webapp.member.turn import Turn
from webapp.services import services

LIVELY = timedelta(minutes=2)
"""so long after the last word the page looks for new ones often"""


@dataclass(frozen=True)
class Talk:
    """`seen`: another word once the page would show anything else; `is_lively`: it pays to look
    again soon."""

    turns: Sequence[Turn]
    ratings: Sequence[AskedRating]
    wait: Wait | None
    seen: str
    is_lively: bool


def talk_of(
    session: Session, conversation: Conversation, now: datetime, *, unless: str = ""
) -> Talk | None:
    """None where the page that says it has seen `unless` shows all that already."""
    state = state_of(session, conversation, services().outlooks, now)
    position, said_at = last_said(session, conversation)
    lively = state.wait is not None or (said_at is not None and now - said_at < LIVELY)
    seen = _seen(state, position, lively)
    if unless == seen:
        return None
    return Talk(
        turns(session, conversation, services().assistant, now=now),
        ratings_of(state.standings, now),
        state.wait,
        seen,
        lively,
    )


def _seen(state: State, position: int, lively: bool) -> str:
    told = (state.changed, position, state.wait and state.wait.text, lively)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
