"""Entries as a member may see them: in force, valid today, not internal."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb import clock
from kb.knowledge import PublishedEntry, Revision, find_revision
from kb.knowledge import publication as published
from kb.policy.version import presets_in_force
from kb.reports.usage import hot_entries
from kb.terms import Audience

LATELY = timedelta(days=30)
OFTEN = 50
"""answers in that time that make an entry a hot one"""


def in_force(session: Session, entry_id: str) -> Revision | None:
    now = clock.now()
    found = published.in_force(session, entry_id, now)
    if found is None or not _for_members(found, now):
        return None
    return find_revision(session, entry_id, found.revision)


def presets(session: Session, entry_ids: Collection[str]) -> list[Revision]:
    """For the start page, as many as are set for it: first what maintainers pinned, then what is
    asked most, then those set; only what can be answered today and was not excluded."""
    chosen = presets_in_force(session)
    wanted = dict.fromkeys((*chosen.pinned, *_hot(session), *entry_ids))
    found = (in_force(session, each) for each in wanted if each not in chosen.excluded)
    return [each for each in found if each][: max(len(set(entry_ids)), len(chosen.pinned))]


def _hot(session: Session) -> list[str]:
    """What members ask most these days: it comes before what was set for the start page."""
    return hot_entries(session, clock.now() - LATELY, least=OFTEN)


def _for_members(entry: PublishedEntry, now: datetime) -> bool:
    return entry.audience is Audience.MEMBER and entry.live_at(now)
