"""Opening tasks at entries, taking and finishing them, and listing what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.knowledge.entry import Entry
from kb.knowledge.revision import Revision
from kb.knowledge.task import About, Resolution, Task, TaskKind, TaskReport
from kb.terms import Department

PAGE = 25

ENDS = {
    TaskKind.FEEDBACK: (
        *(Resolution.MENDED, Resolution.VERIFIED, Resolution.RETIRED),
        Resolution.NO_CHANGE,
    ),
    TaskKind.OVERDUE: (Resolution.VERIFIED, Resolution.MENDED, Resolution.RETIRED),
    TaskKind.SPOT_CHECK: (Resolution.RIGHT, Resolution.WRONG),
}
"""how a task of each kind may end"""
BY_TEXT = (TaskKind.FEEDBACK, TaskKind.OVERDUE)
"""what a better text settles"""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a colleague may settle who writes but does not maintain the base: their own tasks and
    those of their departments, by a text."""

    person_id: int
    departments: frozenset[Department]

    def holds(self, task: Task) -> bool:
        near = task.owner_id == self.person_id or task.department in self.departments
        return near and task.kind in BY_TEXT


@dataclass(frozen=True, slots=True)
class Sought:
    """`owner_id`: only that colleague's; `done`: finished ones instead of open ones; `reach`: only
    what lies within it."""

    kind: TaskKind | None = None
    department: Department | None = None
    owner_id: int | None = None
    done: bool = False
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """`reports`: of how many answers members said this; `question`: of the newest text."""

    task: Task
    question: str
    reports: int


@dataclass(frozen=True, slots=True)
class TaskPage:
    """`number` counts from 1; `total` is of tasks on all pages."""

    rows: Sequence[Listed]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def open_task(
    session: Session,
    kind: TaskKind,
    entry: Entry,
    *,
    department: Department,
    owner_id: int | None,
    now: datetime,
    about: About | None = None,
    ticket_number: int | None = None,
) -> Task:
    """The open task about the same, or a new one: there is never a second."""
    # Two members who complain at once do so one after the other.
    session.flush()
    session.refresh(entry, with_for_update=True)
    known = open_task_about(session, kind, entry.id, about, ticket_number)
    if known is not None:
        known.last_at = now
        return known
    task = Task(
        kind=kind, entry_id=entry.id, about=about, ticket_number=ticket_number,
        department=department, owner_id=owner_id, opened_at=now, last_at=now,
    )  # fmt: skip
    session.add(task)
    session.flush()
    record(
        session, "opened", "task", task.id, by=None, now=now,
        kind=kind, entry=entry.id, about=about, ticket=ticket_number, owner=owner_id,
    )  # fmt: skip
    return task


def count_report(session: Session, task: Task, outcome_id: int, *, now: datetime) -> bool:
    """False when this answer was counted before."""
    if session.get(TaskReport, (task.id, outcome_id)) is not None:
        return False
    session.add(TaskReport(task_id=task.id, outcome_id=outcome_id, at=now))
    session.flush()
    return True


def take_back_reports(
    session: Session, outcome_id: int, *, but: About | None = None, now: datetime
) -> None:
    """Of open tasks: the member says that of the answer no more, `but` this one thing. A task
    stays open without any report, for whoever owns it has perhaps begun."""
    found = (
        select(TaskReport)
        .join(Task, Task.id == TaskReport.task_id)
        .where(TaskReport.outcome_id == outcome_id, Task.done_at.is_(None))
    )
    if but is not None:
        found = found.where(Task.about != but)
    for each in session.scalars(found):
        record(
            session, "report_taken_back", "task", each.task_id, by=None, now=now,
            outcome=outcome_id,
        )  # fmt: skip
        session.delete(each)
    session.flush()


def reported_outcomes(session: Session, task: Task) -> list[int]:
    """Newest first."""
    found = select(TaskReport.outcome_id).where(TaskReport.task_id == task.id)
    return list(session.scalars(found.order_by(TaskReport.at.desc(), TaskReport.outcome_id.desc())))


def take_task(session: Session, task: Task, *, by: int, now: datetime) -> Task:
    """From whomever it was: who can do it now, does it."""
    _require_open(session, task)
    if task.owner_id != by:
        record(session, "taken", "task", task.id, by=by, now=now, before=task.owner_id)
        task.owner_id = by
        session.flush()
    return task


def finish_task(
    session: Session, task: Task, resolution: Resolution, note: str, *, by: int, now: datetime
) -> Task:
    _require_open(session, task)
    said = note.strip() or None
    if resolution not in ENDS[task.kind]:
        raise BadInput(
            f"“{task.kind.label}”不能以“{resolution.label}”结束。",
            field="resolution",
            code="bad_resolution",
            mend="请另选一个结果。",
        )
    if said is None and resolution in (Resolution.NO_CHANGE, Resolution.WRONG):
        raise BadInput("还没有写原因。", field="note", code="no_reason", mend="请写上原因。")
    task.resolution, task.note, task.done_by, task.done_at = resolution, said, by, now
    record(
        session, "finished", "task", task.id, by=by, now=now,
        resolution=resolution, note=said, entry=task.entry_id,
    )  # fmt: skip
    session.flush()
    return task


def find_task(session: Session, task_id: int) -> Task:
    found = session.get(Task, task_id)
    if found is None:
        raise NotFound("没有这个任务。")
    return found


def open_task_about(
    session: Session,
    kind: TaskKind,
    entry_id: str,
    about: About | None = None,
    ticket_number: int | None = None,
) -> Task | None:
    return session.scalar(
        select(Task).where(
            Task.entry_id == entry_id,
            Task.kind == kind,
            Task.about.is_not_distinct_from(about),
            Task.ticket_number.is_not_distinct_from(ticket_number),
            Task.done_at.is_(None),
        )
    )


def tasks_at(session: Session, entry_id: str) -> list[Task]:
    """Open ones at an entry, oldest first."""
    found = select(Task).where(Task.entry_id == entry_id, Task.done_at.is_(None))
    return list(session.scalars(found.order_by(Task.id)))


def open_counts(session: Session) -> dict[int, int]:
    """By owner, how many open tasks they have."""
    found = select(Task.owner_id, func.count()).where(
        Task.done_at.is_(None), Task.owner_id.is_not(None)
    )
    counted = session.execute(found.group_by(Task.owner_id))
    return {owner: count for owner, count in counted if owner is not None}


def list_tasks(session: Session, sought: Sought, number: int = 1) -> TaskPage:
    """What waits longest first; of the finished ones the last."""
    found = _matching(sought)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = (Task.done_at.desc(), Task.id.desc()) if sought.done else (Task.opened_at, Task.id)
    page = found.order_by(*order).offset((number - 1) * PAGE).limit(PAGE)
    rows = [Listed(task, question, count) for task, question, count in session.execute(page)]
    return TaskPage(rows, number, total)


def _matching(sought: Sought) -> Select[Task, str, int]:
    reports = select(func.count()).where(TaskReport.task_id == Task.id).scalar_subquery()
    found = (
        select(Task, Revision.question, reports)
        .join(Entry, Entry.id == Task.entry_id)
        .join(Revision, (Revision.entry_id == Entry.id) & (Revision.number == Entry.head))
        .where(Task.done_at.is_not(None) if sought.done else Task.done_at.is_(None))
    )
    if sought.kind:
        found = found.where(Task.kind == sought.kind)
    if sought.department:
        found = found.where(Task.department == sought.department)
    if sought.owner_id is not None:
        found = found.where(Task.owner_id == sought.owner_id)
    if sought.reach is not None:
        mine = Task.owner_id == sought.reach.person_id
        near = Task.department.in_(sought.reach.departments)
        found = found.where(Task.kind.in_(BY_TEXT), mine | near)
    return found


def _require_open(session: Session, task: Task) -> None:
    """Locks the task and reads it anew."""
    session.flush()
    session.refresh(task, with_for_update=True)
    if task.done_at is not None:
        raise Conflict("这个任务已经有人处理完了。", code="task_done", mend="请刷新页面。")
