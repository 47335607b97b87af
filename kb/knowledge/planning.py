"""Texts that come into force by themselves: calling them off again."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.errors import Conflict
from kb.history import record
from kb.knowledge.entry import Entry, EntryState
from kb.knowledge.moves import Move, require_legal, require_reason
from kb.knowledge.publication import Publication, in_force, plans, publish_revision


def call_off(session: Session, entry: Entry, reason: str, *, by: int, now: datetime) -> Publication:
    """What is in force stays so and nothing planned takes its place; the planned text becomes a
    draft again. What holds now was approved before, so it needs no second person."""
    require_reason(reason)
    require_legal(session, entry, Move.CALL_OFF)
    text = in_force(session, entry.id, now)
    if text is None or not any(each.entry.id == entry.id for each in plans(session, now)):
        raise Conflict("这个条目没有定时的改动。", code="nothing_planned", mend="请刷新页面。")
    if entry.live == entry.head:
        entry.state = EntryState.DRAFT
    publication = publish_revision(session, entry, text.revision, by=by, now=now, why=reason)
    record(
        session, "called_off", "entry", entry.id, by=by, now=now,
        reason=reason, revision=text.revision, number=publication.number,
    )  # fmt: skip
    session.flush()
    return publication
