"""What colleagues looked for and the base did not have."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput
from kb.history import record
from kb.people.person import Person
from kb.text import clean

LONGEST = 200


class LookupMiss(Base):
    """`ticket_number` is another room's: no foreign key leads there."""

    __tablename__ = "lookup_misses"
    __table_args__ = (CheckConstraint("text <> ''", name="says_what"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    ticket_number: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def note_miss(
    session: Session, text: str, *, ticket: int | None, by: int, now: datetime
) -> LookupMiss:
    said = clean(text)[:LONGEST]
    if not said:
        raise BadInput("还没有写要查什么。", field="q", code="empty_text", mend="请写几个字。")
    miss = LookupMiss(text=said, ticket_number=ticket, by_id=by, at=now)
    session.add(miss)
    session.flush()
    record(session, "looked_up_in_vain", "lookup_miss", miss.id, by=by, now=now, ticket=ticket)
    return miss
