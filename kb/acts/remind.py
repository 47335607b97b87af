from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.find_owner import find_owner
from kb.clock import to_local
from kb.counter import take_numbers
from kb.db import Database
from kb.errors import NotReady
from kb.history import events_of, record
from kb.knowledge import Entry, EntryState, entries
from kb.knowledge.due import is_due
from kb.knowledge.publication import standing
from kb.knowledge.published import PublishedEntry
from kb.knowledge.recheck import fall_due
from kb.knowledge.task import TaskKind
from kb.knowledge.tasks import open_task, open_task_about
from kb.policy import current


@dataclass(frozen=True, slots=True)
class Reminded:
    """Ids of entries. `fell_due` just now; `open`: all whose re-check somebody still owes."""

    fell_due: tuple[str, ...]
    open: tuple[str, ...]


def remind(session: Session, *, now: datetime) -> Reminded:
    """Marks every text whose day has come, and gives its owner the task. May be repeated at any
    time: what is marked stays marked, and there is never a second task."""
    rechecks = current(session).knowledge.rechecks
    by_id = {each.id: each for each in entries(session)}
    due = [each for each in standing(session, now) if is_due(each, rechecks, now)]
    fell_due = [each.id for each in due if _mark(session, by_id[each.id], each, now)]
    for each in due:
        _assign(session, by_id[each.id], each, now)
    return Reminded(tuple(fell_due), tuple(each.id for each in due))


def remind_daily(database: Database, *, now: datetime) -> Iterator[str]:
    """Once each day in Shanghai, however many processes look; what was done, in words."""
    day = to_local(now).date().isoformat()
    with database.reading() as session:
        if _was_done(session, day) or not _is_set_up(session):
            return
    with database.writing() as session:
        take_numbers(session, "reminding")  # whoever looks at the same moment waits here
        if _was_done(session, day):
            return
        found = remind(session, now=now)
        record(
            session, "reminded", "knowledge", day, by=None, now=now,
            fell_due=list(found.fell_due), open=len(found.open),
        )  # fmt: skip
    yield from (f"条目 {each}　待复核" for each in found.fell_due)


def _was_done(session: Session, day: str) -> bool:
    return bool(events_of(session, "knowledge", day))


def _is_set_up(session: Session) -> bool:
    try:
        current(session)
    except NotReady:
        return False
    return True


def _mark(session: Session, entry: Entry, text: PublishedEntry, now: datetime) -> bool:
    # A text that waits for its moment, or is drafted above this one, keeps the entry's state.
    if entry.state is not EntryState.PUBLISHED or entry.live != text.revision:
        return False
    fall_due(session, entry, now=now)
    return True


def _assign(session: Session, entry: Entry, text: PublishedEntry, now: datetime) -> None:
    if open_task_about(session, TaskKind.OVERDUE, entry.id) is None:
        open_task(
            session,
            TaskKind.OVERDUE,
            entry,
            department=text.department,
            owner_id=find_owner(session, text),
            now=now,
        )
