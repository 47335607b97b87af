"""The shelf as it is looked through: filters beyond the texts, and how often each was asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.knowledge.browse import Page, Wanted, browse
from kb.knowledge.bulk import BulkAct, last_bulk_act
from kb.knowledge.due import is_due
from kb.knowledge.reader import reader_of
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.policy import current
from kb.reports.usage import answers_by_entry
from kb.terms import LabelledEnum
from webapp.services import services


class Only(LabelledEnum):
    DUE = "due", "到期该复核"
    UNASKED = "unasked", "从没问到过"


@dataclass(frozen=True)
class Shelf:
    """`asked`: id → how often it was part of an answer. `undoable`: what this colleague did last
    to many entries, while it can still be undone."""

    page: Page
    asked: dict[str, int]
    may_edit: bool
    undoable: BulkAct | None


def leaf_through(
    session: Session, wanted: Wanted, only: Only | None, number: int, *, by: Person, now: datetime
) -> Shelf:
    asked = answers_by_entry(session)
    among = _due(session, now) if only is Only.DUE else None
    but = frozenset(asked) if only is Only.UNASKED else frozenset[str]()
    page = browse(session, wanted, number, among=among, but=but, reader=reader_of(by))
    return Shelf(page, asked, may(by, Right.EDIT_KNOWLEDGE), last_bulk_act(session, by.id, now))


def _due(session: Session, now: datetime) -> frozenset[str]:
    rechecks = current(session).knowledge.rechecks
    documents = services().follower.snapshot().documents.values()
    return frozenset(each.entry.id for each in documents if is_due(each.entry, rechecks, now))
