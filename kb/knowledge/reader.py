"""Who may read internal texts: whom their rights let, whose department's they are, and who wrote
them. What is meant for members every colleague may read."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, not_, or_, select, true
from sqlalchemy.orm import Session

from kb.errors import NotAllowed
from kb.knowledge.entry import Entry, find_entry
from kb.knowledge.published import PublishedEntry
from kb.knowledge.revision import Revision, find_revision
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import Audience, Department


@dataclass(frozen=True, slots=True)
class Reader:
    person_id: int
    departments: frozenset[Department]
    sees_internal: bool

    def may_read(self, text: Revision | PublishedEntry) -> bool:
        if self.sees_internal or text.audience is not Audience.INTERNAL:
            return True
        wrote = isinstance(text, Revision) and text.written_by == self.person_id
        return wrote or text.department in self.departments

    @property
    def readable(self) -> ColumnElement[bool]:
        """Of revisions."""
        if self.sees_internal:
            return true()
        return or_(
            Revision.audience != Audience.INTERNAL,
            Revision.written_by == self.person_id,
            Revision.department.in_(self.departments),
        )


def reader_of(person: Person) -> Reader:
    return Reader(person.id, person.departments, may(person, Right.SEE_INTERNAL))


def open_entry(session: Session, entry_id: str, person: Person) -> Entry:
    """Raises NotFound, and NotAllowed for an internal one that is not for this colleague."""
    entry = find_entry(session, entry_id)
    if not reader_of(person).may_read(find_revision(session, entry.id, entry.head)):
        raise NotAllowed(
            "这个条目只供客服内部查阅。", mend="需要其中的内容时，请联系知识库管理员。"
        )
    return entry


def hidden_links(session: Session, ids: Collection[str], person: Person) -> frozenset[str]:
    """Those of these entries that are not for this colleague."""
    newest = and_(Revision.entry_id == Entry.id, Revision.number == Entry.head)
    found = select(Entry.id).join(Revision, newest).where(Entry.id.in_(ids))
    return frozenset(session.scalars(found.where(not_(reader_of(person).readable))))
