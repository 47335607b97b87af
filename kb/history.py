"""What happened, append-only and written in the transaction of what it records.

KPI, reports, audit and explanations read these rows and nothing else counts. The migration
puts triggers on the table that refuse UPDATE and DELETE.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base


class Event(Base):
    """`by_id` is a person's id, None for a member or the program itself. No foreign key:
    people live on a floor above, and nobody is ever deleted."""

    __tablename__ = "history"
    __table_args__ = (Index(None, "subject_type", "subject_id", "id"), Index(None, "verb", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None]
    verb: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    details: Mapped[dict[str, Any]]


def record(
    session: Session,
    verb: str,
    subject_type: str,
    subject_id: int | str,
    *,
    by: int | None,
    now: datetime,
    **details: object,
) -> Event:
    """`details` may hold moments, dates, enums and nested lists or mappings of them."""
    event = Event(
        at=now,
        by_id=by,
        verb=verb,
        subject_type=subject_type,
        subject_id=str(subject_id),
        details=_plain(details),
    )
    session.add(event)
    return event


def events_of(session: Session, subject_type: str, subject_id: int | str) -> list[Event]:
    """Oldest first."""
    found = (
        select(Event)
        .where(Event.subject_type == subject_type, Event.subject_id == str(subject_id))
        .order_by(Event.id)
    )
    return list(session.scalars(found))


def _plain(value: object) -> Any:
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(each) for each in value]
        case _:
            raise TypeError(f"history cannot keep a {type(value).__name__}")
