"""Entries as a member may see them: in force, valid today, not internal."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from kb import clock
from kb.errors import NotFound
from kb.knowledge import Revision, find_entry, find_revision
from kb.terms import Audience


def in_force(session: Session, entry_id: str) -> Revision | None:
    try:
        live = find_entry(session, entry_id).live
        found = find_revision(session, entry_id, live) if live else None
    except NotFound:
        return None
    return found if found is not None and _for_members_now(found) else None


def presets(session: Session, entry_ids: Iterable[str]) -> list[Revision]:
    """Those of the entries that can be answered today, for the start page."""
    return [found for each in entry_ids if (found := in_force(session, each))]


def _for_members_now(revision: Revision) -> bool:
    now = clock.now()
    begun = revision.valid_from is None or revision.valid_from <= now
    over = revision.valid_until is not None and revision.valid_until <= now
    return revision.audience is Audience.MEMBER and begun and not over
