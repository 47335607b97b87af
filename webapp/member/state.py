"""How a conversation stands, by a few queries however long it is: what a page asks every 2 s."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy.orm import Session

from kb.acts.wait_for_person import Outlook, Wait, outlook, wait_of
from kb.conversations import Conversation
from kb.conversations.exchange import verdicts_so_far
from kb.tickets import WAITING, TicketState
from kb.tickets.merge import worked_on_as
from kb.tickets.standing import Standing, standings
from webapp.member.speaking import waited

FRESH = timedelta(seconds=10)


class Outlooks:
    """How long people take, looked up at most every ten seconds. May be shared by threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: Outlook | None = None

    def at(self, session: Session, now: datetime) -> Outlook:
        last = self._last
        if last is None or not timedelta() <= now - last.at < FRESH:
            last = outlook(session, now)
            with self._lock:
                self._last = last
        return last


@dataclass(frozen=True)
class State:
    """`changed`: another word once anything that was shown before has changed; `wait`: None when
    nobody is awaited."""

    standings: Sequence[Standing]
    changed: str
    wait: Wait | None


def state_of(session: Session, talk: Conversation, outlooks: Outlooks, now: datetime) -> State:
    found = standings(session, talk.id)
    told = [_told(session, each, now) for each in found]
    changed = _short((verdicts_so_far(session, talk), told))
    return State(found, changed, _wait(session, found, outlooks, now))


def _wait(
    session: Session, found: Sequence[Standing], outlooks: Outlooks, now: datetime
) -> Wait | None:
    """Of the question that has waited longest."""
    awaited = next((each.ticket for each in found if each.ticket.state in WAITING), None)
    if awaited is None:
        return None
    return waited(wait_of(session, outlooks.at(session, now), awaited, now))


def _told(session: Session, standing: Standing, now: datetime) -> tuple[object, ...]:
    """Everything that what is said of a question depends on."""
    ticket, closure, rating = standing.ticket, standing.closure, standing.rating
    worked = worked_on_as(session, ticket) if ticket.state is TicketState.MERGED else ticket
    return (
        *(ticket.number, worked.number, worked.version, worked.due_at, now >= worked.due_at),
        closure and closure.at,
        standing.phone,
        rating and (rating.at, rating.changed_at, rating.satisfaction),
    )


def _short(what: object) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]
