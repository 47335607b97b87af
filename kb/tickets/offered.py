"""Answers that were at hand when a colleague replied, and what became of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.fuzz import partial_ratio
from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.terms import LabelledEnum
from kb.tickets.ticket import Reply, Ticket

LITTLE_LEFT = 50
"""percent of an answer's words below which nothing of it is left in the reply"""
_BLANKS = re.compile(r"[\s\W_]+")


class Fate(LabelledEnum):
    ADOPTED = "adopted", "照用"
    EDITED = "edited", "改了再用"
    IGNORED = "ignored", "没有用"


class OfferedAnswer(Base):
    """One for each entry and reply. `rank`: its place among those offered; None where the
    colleague looked it up. Entry and revision are another room's: no foreign key leads there."""

    __tablename__ = "offered_answers"
    __table_args__ = (
        CheckConstraint("rank IS NULL OR rank >= 1", name="ranked_from_one"),
        CheckConstraint("rank IS NOT NULL OR fate <> 'ignored'", name="looked_up_is_used"),
        Index(None, "ticket_number"),
        Index(None, "entry_id", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    reply_id: Mapped[int] = mapped_column(ForeignKey(Reply.id))
    entry_id: Mapped[str]
    revision: Mapped[int]
    rank: Mapped[int | None]
    fate: Mapped[Fate]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Offered:
    """`taken`: it was put into the reply, to be sent as it is or changed."""

    entry_id: str
    revision: int
    answer: str
    rank: int | None
    taken: bool


def fate_of(answer: str, sent: str, *, taken: bool) -> Fate:
    """By what was sent: whole answers count as adopted, whoever typed them."""
    kept, said = _plain(answer), _plain(sent)
    if kept and kept in said:
        return Fate.ADOPTED
    left = partial_ratio(kept, said) if taken and kept and said else 0
    return Fate.EDITED if left >= LITTLE_LEFT else Fate.IGNORED


def note_offered(
    session: Session, reply: Reply, offered: Iterable[Offered], *, by: int, now: datetime
) -> list[OfferedAnswer]:
    """What was looked up and not used is no offer that was turned down: it is not kept."""
    fates = [(each, fate_of(each.answer, reply.text, taken=each.taken)) for each in offered]
    rows = [
        OfferedAnswer(
            ticket_number=reply.ticket_number, reply_id=reply.id, entry_id=each.entry_id,
            revision=each.revision, rank=each.rank, fate=fate, by_id=by, at=now,
        )
        for each, fate in fates
        if each.rank is not None or fate is not Fate.IGNORED
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def used_for(session: Session, number: int) -> str | None:
    """The entry that the last reply to the ticket was taken from."""
    found = select(OfferedAnswer.entry_id).where(
        OfferedAnswer.ticket_number == number, OfferedAnswer.fate != Fate.IGNORED
    )
    return session.scalar(found.order_by(OfferedAnswer.id.desc()).limit(1))


def _plain(text: str) -> str:
    return _BLANKS.sub("", text)
