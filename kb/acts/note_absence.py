"""Who has not done anything for a while is away, whether or not they said so."""

from collections.abc import Iterator
from datetime import datetime

from kb.db import Database
from kb.people.person import person
from kb.people.presence import overdue, rest_idle
from kb.policy.version import desk_in_force


def note_absence(database: Database, *, now: datetime) -> Iterator[str]:
    """What was noted, in words. Nothing is locked as long as everybody is there."""
    with database.reading() as session:
        if not overdue(session, desk_in_force(session).idle, now=now):
            return
    with database.writing() as session:
        turned = rest_idle(session, desk_in_force(session).idle, now=now)
        said = [f"{person(session, each.person_id).name}　{each.state.label}" for each in turned]
    yield from said
