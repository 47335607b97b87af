"""Writing as the console does it: a text is kept as a draft, and sent to review in the same act
when the writer says so."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.knowledge import Content, Entry, edit, find_entry, propose, submit
from kb.policy import current


def write_new(
    session: Session,
    content: Content,
    *,
    to_review: bool,
    by: int,
    now: datetime,
    origin_ticket: int | None = None,
) -> Entry:
    summary = "新条目" if origin_ticket is None else f"来自工单 {origin_ticket}"
    entry = propose(session, content, by=by, now=now, origin_ticket=origin_ticket, summary=summary)
    return submit(session, entry, by=by, now=now) if to_review else entry


def write_on(
    session: Session,
    entry_id: str,
    content: Content,
    *,
    summary: str,
    seen: int,
    to_review: bool,
    by: int,
    now: datetime,
) -> Entry:
    """On top of the revision that was `seen`."""
    entry = find_entry(session, entry_id)
    within = timedelta(minutes=current(session).knowledge.sitting_minutes)
    said = summary or "修改"
    edit(session, entry, content, seen=seen, by=by, now=now, summary=said, within=within)
    return submit(session, entry, by=by, now=now) if to_review else entry
