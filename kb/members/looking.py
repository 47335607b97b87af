"""Contact data in full, one piece at a time; each look is written down in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.history import Event, record
from kb.members.contact import Contact, contact_of
from kb.members.member import Member, lock_living

LOOKED = "looked_at"
MOST = 100


@dataclass(frozen=True, slots=True)
class Look:
    by_id: int
    at: datetime
    what: str
    page: str


def look_at(
    session: Session, member: Member, contact: Contact, *, page: str, by: int, now: datetime
) -> str:
    """`page`: the path of the page on which it was asked for."""
    lock_living(session, member)
    full = contact_of(member, contact)
    if full is None:
        raise NotFound(f"没有登记{contact.label}。")
    record(session, LOOKED, "member", member.id, by=by, now=now, what=contact, page=page)
    return full


def looks_at(session: Session, member_ids: list[int]) -> list[Look]:
    """The last ones, newest first."""
    found = (
        select(Event)
        .where(
            Event.subject_type == "member",
            Event.subject_id.in_([str(each) for each in member_ids]),
            Event.verb == LOOKED,
        )
        .order_by(Event.id.desc())
        .limit(MOST)
    )
    return [_look(each) for each in session.scalars(found)]


def _look(event: Event) -> Look:
    what = Contact(event.details["what"]).label
    return Look(event.by_id or 0, event.at, what, event.details["page"])
