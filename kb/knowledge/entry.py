"""An entry of the knowledge base: where its newest text stands, and which text is in force."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotFound
from kb.terms import LabelledEnum


class EntryState(LabelledEnum):
    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审"
    PUBLISHED = "published", "已发布"
    DUE = "due", "待复核"
    RETIRED = "retired", "已下架"
    REJECTED = "rejected", "退回"


class Entry(Base):
    """`head` is the number of the newest revision, `live` of the one in force; the state is that
    of the head, so an entry stays in force while a new text of it is drafted and reviewed.

    No foreign key leads from here to the revisions: the tables would refer to each other in a
    circle. Publications carry that key. Nor to the ticket, which is another room's.
    """

    __tablename__ = "entries"
    __table_args__ = (
        CheckConstraint("live IS NULL OR live <= head", name="live_exists"),
        CheckConstraint(
            "state NOT IN ('published', 'due') OR (live IS NOT NULL AND live = head)",
            name="published_is_live",
        ),
        CheckConstraint("state <> 'retired' OR live IS NULL", name="retired_is_not_live"),
        Index(None, "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[EntryState]
    created_at: Mapped[datetime]
    head: Mapped[int]
    live: Mapped[int | None]
    origin_ticket: Mapped[int | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


def find_entry(session: Session, entry_id: str) -> Entry:
    found = session.get(Entry, entry_id)
    if found is None:
        raise NotFound("没有这个条目。")
    return found


def entries(session: Session, *states: EntryState) -> list[Entry]:
    """All of them, or those in one of these states, by id."""
    found = select(Entry).order_by(Entry.id)
    return list(session.scalars(found.where(Entry.state.in_(states)) if states else found))


def entries_from(session: Session, ticket_number: int) -> list[Entry]:
    """Those that were proposed from this ticket."""
    found = select(Entry).where(Entry.origin_ticket == ticket_number)
    return list(session.scalars(found.order_by(Entry.id)))
