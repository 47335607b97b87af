from collections.abc import Callable
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from kb.acts.credit import credit_publication
from kb.acts.foresee import Foresees, keep_reason, require_reason_to_break
from kb.acts.recheck import end_overdue
from kb.acts.settle_task import settle_by_text
from kb.contributions import Grade
from kb.history import record
from kb.knowledge import Entry, approve, find_entry
from kb.knowledge.publication import in_force, latest_number
from kb.knowledge.task import Resolution


def publish(
    session: Session,
    entry_id: str,
    *,
    seen: int,
    by: int,
    now: datetime,
    grade: Grade = Grade.B,
    nudge: Callable[[], object] | None = None,
    foreseer: Foresees | None = None,
    reason: str = "",
) -> Entry:
    """Approves the revision that was `seen`; who wrote it is credited, with that grade. `nudge` is
    called once the change can be seen by others: this process then brings its index level before
    anybody asks. The others need none, they compare numbers at each question. A text that gets a
    pinned question wrong, as `foreseer` finds, is published with a `reason` only."""
    broken = require_reason_to_break(session, foreseer, entry_id, reason, now=now)
    entry = approve(session, find_entry(session, entry_id), seen=seen, by=by, now=now)
    keep_reason(session, latest_number(session), broken, reason, by=by, now=now)
    credit_publication(session, entry, grade, now=now)
    text = in_force(session, entry.id, now)
    if text is not None and text.revision == entry.live:  # not one that waits for its moment
        end_overdue(session, entry, Resolution.MENDED, by=by, now=now)
        settle_by_text(session, entry, now=now)
    if entry.origin_ticket is not None:
        record(
            session, "became_knowledge", "ticket", entry.origin_ticket, by=by, now=now,
            entry=entry.id,
        )  # fmt: skip
    if nudge is not None:
        call_after_commit(session, nudge)
    return entry


def call_after_commit(session: Session, nudge: Callable[[], object]) -> None:
    waiting = [nudge]

    def committed(done: Session) -> None:
        # The event also tells of savepoints, when nobody else can see anything yet.
        if waiting and not done.in_nested_transaction():
            waiting.pop()()

    event.listen(session, "after_commit", committed)
