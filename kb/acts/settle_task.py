from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.recheck import recheck
from kb.errors import Conflict
from kb.knowledge import Entry, find_entry, find_revision, publications
from kb.knowledge.task import Resolution, Task, TaskKind
from kb.knowledge.tasks import find_task, finish_task, tasks_at
from kb.people.person import person
from kb.people.rights import Right, may
from kb.tickets import check_link


def settle_task(
    session: Session, task_id: int, resolution: Resolution, note: str, *, by: int, now: datetime
) -> Task:
    """Done: what is said to have been done must have been done."""
    task = find_task(session, task_id)
    if resolution is Resolution.VERIFIED and task.kind is TaskKind.OVERDUE:
        recheck(session, task.entry_id, by=by, now=now, note=note)  # finishes the task itself
        return task
    finish_task(session, task, resolution, note, by=by, now=now)
    match resolution:
        case Resolution.VERIFIED:
            recheck(session, task.entry_id, by=by, now=now, note=note)
        case Resolution.MENDED:
            _require_new_text(session, task)
        case Resolution.RETIRED:
            _require_withdrawn(session, task)
        case Resolution.RIGHT | Resolution.WRONG if task.ticket_number is not None:
            is_right = resolution is Resolution.RIGHT
            check_link(session, task.ticket_number, is_right, note, by=by, now=now)
    return task


def settle_by_text(session: Session, entry: Entry, *, now: datetime) -> None:
    """What members complained of is mended by the text just published, where a colleague took the
    task and wrote it who does not maintain the base. Maintainers say themselves what is settled."""
    text = find_revision(session, entry.id, entry.head)
    writer = text.written_by
    if may(person(session, writer), Right.EDIT_KNOWLEDGE):
        return
    for task in tasks_at(session, entry.id):
        mine = task.kind is TaskKind.FEEDBACK and task.owner_id == writer
        if mine and task.opened_at <= text.written_at:
            finish_task(session, task, Resolution.MENDED, "", by=writer, now=now)


def _require_new_text(session: Session, task: Task) -> None:
    past = publications(session, task.entry_id)
    if not past or past[0].revision is None or past[0].at < task.opened_at:
        raise Conflict(
            "这个任务提出以后，条目还没有发布过新的内容。",
            code="not_mended",
            mend="请先改好并发布，再回来勾掉。",
        )


def _require_withdrawn(session: Session, task: Task) -> None:
    if find_entry(session, task.entry_id).live is not None:
        raise Conflict("这个条目还没有下架。", code="not_retired", mend="请先下架。")
