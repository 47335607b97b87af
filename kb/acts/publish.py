from collections.abc import Callable
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from kb.history import record
from kb.knowledge import Entry, approve, find_entry


def publish(
    session: Session,
    entry_id: str,
    *,
    seen: int,
    by: int,
    now: datetime,
    nudge: Callable[[], object] | None = None,
) -> Entry:
    """Approves the revision that was `seen`. `nudge` is called once the change can be seen by
    others: this process then brings its index level before anybody asks. The others need none,
    they compare numbers at each question."""
    entry = approve(session, find_entry(session, entry_id), seen=seen, by=by, now=now)
    if entry.origin_ticket is not None:
        record(
            session, "became_knowledge", "ticket", entry.origin_ticket, by=by, now=now,
            entry=entry.id,
        )  # fmt: skip
    if nudge is not None:
        _after_commit(session, nudge)
    return entry


def _after_commit(session: Session, nudge: Callable[[], object]) -> None:
    waiting = [nudge]

    def committed(done: Session) -> None:
        # The event also tells of savepoints, when nobody else can see anything yet.
        if waiting and not done.in_nested_transaction():
            waiting.pop()()

    event.listen(session, "after_commit", committed)
