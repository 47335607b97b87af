"""A name for the filters of the queue: one's own, or shared by a supervisor with all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.people.person import Person, person
from kb.people.rights import Right, may
from kb.text import clean
from kb.tickets.moves import leads

MOST_CHARACTERS = 20
MOST_VIEWS = 12


class SavedView(Base):
    """`filters`: as they stand in the address of the queue."""

    __tablename__ = "saved_views"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed_by_somebody"),
        Index(None, "owner_id", "removed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    name: Mapped[str]
    filters: Mapped[dict[str, Any]]
    shared: Mapped[bool]
    place: Mapped[int]
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


def save_view(
    session: Session,
    name: str,
    filters: Mapping[str, str],
    *,
    shared: bool = False,
    by: int,
    now: datetime,
) -> SavedView:
    """The same name again keeps the new filters under it."""
    kept = _read_name(name)
    if shared:
        _require_lead(session, by)
    session.scalar(select(Person.id).where(Person.id == by).with_for_update())
    mine = _of(session, by)
    view = next((each for each in mine if each.name == kept), None)
    if view is None:
        if len(mine) >= MOST_VIEWS:
            raise Conflict(
                f"最多保存 {MOST_VIEWS} 个视图。", code="too_many_views", mend="请先删去一个。"
            )
        last = session.scalar(select(func.max(SavedView.place))) or 0
        view = SavedView(owner_id=by, name=kept, place=last + 1, at=now)
        session.add(view)
    view.filters, view.shared = dict(filters), shared
    session.flush()
    record(session, "view_saved", "saved_view", view.id, by=by, now=now, name=kept, shared=shared)
    return view


def views_for(session: Session, person_id: int) -> list[SavedView]:
    """One's own and the shared ones, in their order."""
    found = select(SavedView).where(
        SavedView.removed_at.is_(None), (SavedView.owner_id == person_id) | SavedView.shared
    )
    return list(session.scalars(found.order_by(SavedView.place, SavedView.id)))


def move_view_up(session: Session, view_id: int, *, by: int, now: datetime) -> SavedView:
    """Before the one that stands before it in this person's list; the first stays the first."""
    view = _theirs(session, view_id, by)
    listed = views_for(session, by)
    at = listed.index(view)
    before = next((each for each in reversed(listed[:at]) if _may_change(session, each, by)), None)
    if before is not None:
        view.place, before.place = before.place, view.place
        record(session, "view_moved", "saved_view", view.id, by=by, now=now)
        session.flush()
    return view


def remove_view(session: Session, view_id: int, *, by: int, now: datetime) -> SavedView:
    view = _theirs(session, view_id, by)
    if view.removed_at is None:
        view.removed_at, view.removed_by = now, by
        record(session, "view_removed", "saved_view", view.id, by=by, now=now)
        session.flush()
    return view


def restore_view(session: Session, view_id: int, *, by: int, now: datetime) -> SavedView:
    view = _theirs(session, view_id, by)
    if any(each.name == view.name for each in _of(session, view.owner_id) if each is not view):
        raise Conflict(f"已经有一个叫“{view.name}”的视图。", code="name_taken")
    if view.removed_at is not None:
        view.removed_at = view.removed_by = None
        record(session, "view_restored", "saved_view", view.id, by=by, now=now)
        session.flush()
    return view


def removed_view(session: Session, view_id: int, person_id: int) -> SavedView | None:
    """One that this person may bring back."""
    view = session.get(SavedView, view_id)
    if view is None or view.removed_at is None or not _may_change(session, view, person_id):
        return None
    return view


def may_change(view: SavedView, by: Person) -> bool:
    return view.owner_id == by.id or (view.shared and may(by, Right.LEAD_SERVICE))


def _theirs(session: Session, view_id: int, by: int) -> SavedView:
    """Locked. Of a view that is somebody else's nothing is told."""
    view = session.get(SavedView, view_id, with_for_update=True, populate_existing=True)
    if view is None or not _may_change(session, view, by):
        raise NotFound("没有这个视图。", code="no_such_view")
    return view


def _may_change(session: Session, view: SavedView, by: int) -> bool:
    return may_change(view, person(session, by))


def _of(session: Session, owner_id: int) -> list[SavedView]:
    found = select(SavedView).where(SavedView.owner_id == owner_id, SavedView.removed_at.is_(None))
    return list(session.scalars(found))


def _read_name(name: str) -> str:
    kept = clean(name)
    if not kept:
        raise BadInput("还没有写名字。", field="name", code="empty_text", mend="请写上名字。")
    if len(kept) > MOST_CHARACTERS:
        raise BadInput(
            f"名字超过 {MOST_CHARACTERS} 字。", field="name", code="text_too_long", mend="请缩短。"
        )
    return kept


def _require_lead(session: Session, by: int) -> None:
    if not leads(session, by):
        raise BadInput(
            "只有客服主管可以给全组保存视图。", field="shared", code="not_lead", mend="请存给自己。"
        )
