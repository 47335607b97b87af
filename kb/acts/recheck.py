from datetime import date, datetime

from sqlalchemy.orm import Session

from kb.acts.credit import credit_recheck
from kb.knowledge import Entry, find_entry
from kb.knowledge.recheck import verify
from kb.knowledge.task import Resolution, TaskKind
from kb.knowledge.tasks import finish_task, open_task_about
from kb.knowledge.verification import Verification
from kb.policy import current


def recheck(
    session: Session,
    entry_id: str,
    *,
    by: int,
    now: datetime,
    note: str = "",
    again_on: date | None = None,
) -> Verification:
    """Finds the text in force right: it is due again later, the task is done, the act is kept as
    a contribution."""
    entry = find_entry(session, entry_id)
    rechecks = current(session).knowledge.rechecks
    done = verify(session, entry, rechecks, by=by, now=now, note=note, again_on=again_on)
    end_overdue(session, entry, Resolution.VERIFIED, by=by, now=now)
    credit_recheck(session, done, now=now)
    return done


def end_overdue(
    session: Session, entry: Entry, resolution: Resolution, *, by: int, now: datetime
) -> None:
    task = open_task_about(session, TaskKind.OVERDUE, entry.id)
    if task is not None:
        finish_task(session, task, resolution, "", by=by, now=now)
