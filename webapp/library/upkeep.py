"""How an entry is kept true: when it is due, what is planned, who said it is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from kb.contributions import contributions_to
from kb.knowledge import Entry
from kb.knowledge.due import due_on, is_due
from kb.knowledge.publication import in_force, plans
from kb.knowledge.published import Plan, PublishedEntry
from kb.knowledge.task import Task
from kb.knowledge.tasks import tasks_at
from kb.knowledge.verification import Verification, verifications
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.policy import current
from webapp.library.upkeep_forms import reach_of


@dataclass(frozen=True)
class Upkeep:
    """`text`: what is in force now; None where nothing is."""

    text: PublishedEntry | None
    due: date | None
    is_due: bool
    plans: Sequence[Plan]
    checks: Sequence[Verification]
    tasks: Sequence[Task]
    reachable: frozenset[int]
    """of the tasks, those that this colleague may open"""
    contributions: int
    names: Mapping[int, str]
    may_check: bool
    may_call_off: bool


def upkeep_of(session: Session, entry: Entry, by: Person, now: datetime) -> Upkeep:
    rechecks = current(session).knowledge.rechecks
    text = in_force(session, entry.id, now)
    checks = verifications(session, entry.id)
    tasks, reach = tasks_at(session, entry.id), reach_of(by)
    planned = [each for each in plans(session, now) if each.entry.id == entry.id]
    return Upkeep(
        text,
        due_on(text, rechecks) if text else None,
        text is not None and is_due(text, rechecks, now),
        planned,
        checks,
        tasks,
        frozenset(each.id for each in tasks if reach is None or reach.holds(each)),
        contributions_to(session, entry.id).total,
        {each: person(session, each).name for each in {check.by_id for check in checks}},
        may_check=text is not None and may(by, Right.EDIT_KNOWLEDGE),
        may_call_off=bool(planned) and may(by, Right.REVIEW_KNOWLEDGE),
    )
