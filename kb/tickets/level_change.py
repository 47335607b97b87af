"""Raising and lowering a case, always with a reason."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.promise import due_of
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput
from kb.people.person import Person
from kb.terms import Level
from kb.text.field import require_text
from kb.tickets.done import done_already
from kb.tickets.moves import Move, require_legal, told
from kb.tickets.referral import EndKind, end_of, referrals_of
from kb.tickets.reopening import reopenings_of
from kb.tickets.ticket import Ticket


class LevelChange(Base):
    """`blames_handler`: raised because it was handled badly; that counts against `handler_id`,
    who owned it then."""

    __tablename__ = "level_changes"
    __table_args__ = (
        Index(None, "ticket_number"),
        Index(None, "handler_id", "at"),
        CheckConstraint("before <> after", name="changes"),
        CheckConstraint("reason <> ''", name="said_why"),
        CheckConstraint(
            "NOT blames_handler OR (after > before AND handler_id IS NOT NULL)",
            name="blames_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    before: Mapped[Level]
    after: Mapped[Level]
    reason: Mapped[str] = mapped_column(Text)
    blames_handler: Mapped[bool]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def change_level(
    session: Session,
    ticket: Ticket,
    level: Level,
    reason: str,
    *,
    due_at: datetime,
    blames_handler: bool = False,
    by: int,
    now: datetime,
) -> LevelChange:
    """`due_at`: see `enter_level`."""
    why = require_text(reason, "level_reason", "改级别的原因")
    require_legal(session, ticket, Move.CHANGE_LEVEL, by)
    _require_change(ticket, level, blames_handler)
    change = LevelChange(
        ticket_number=ticket.number, before=ticket.level, after=level, reason=why,
        blames_handler=blames_handler, handler_id=ticket.owner_id, by_id=by, at=now,
    )  # fmt: skip
    session.add(change)
    session.flush()
    enter_level(session, ticket, level, why, due_at=due_at, by=by, now=now)
    told(
        session, ticket, Move.CHANGE_LEVEL, by=by, now=now, change=change.id,
        before=change.before, after=level, blames_handler=blames_handler, due_at=ticket.due_at,
    )  # fmt: skip
    return change


def enter_level(
    session: Session,
    ticket: Ticket,
    level: Level,
    why: str,
    *,
    due_at: datetime,
    by: int,
    now: datetime,
) -> None:
    """`due_at`: the promise of this level. The one that the member was given stands, where it still
    runs and is the sooner one; so does the time that a department has named."""
    ticket.level = level
    session.flush()
    subject = Subject(Matter.TICKET, ticket.number)
    hear(
        session, subject, Signal.LEVEL_CHANGED, by=by, now=now, level=level, cause=why,
        done=done_already(session, ticket) | _solved(session, ticket),
    )  # fmt: skip
    ticket.due_at = due_of(session, subject) or due_at


def level_changes(session: Session, number: int) -> list[LevelChange]:
    """Oldest first."""
    found = select(LevelChange).where(LevelChange.ticket_number == number)
    return list(session.scalars(found.order_by(LevelChange.id)))


def _solved(session: Session, ticket: Ticket) -> set[Signal]:
    """What a department has solved calls for no referral and no news, unless it was opened again.
    A case that proves to be serious is watched all the same."""
    referrals = referrals_of(session, ticket.number)
    end = end_of(session, referrals[-1]) if referrals else None
    if end is None or end.kind is not EndKind.SOLVED or ticket.level is Level.THREE:
        return set()
    again = any(each.at >= end.at for each in reopenings_of(session, ticket.number))
    return set() if again else {Signal.SOLVED}


def _require_change(ticket: Ticket, level: Level, blames_handler: bool) -> None:
    if level is ticket.level:
        raise BadInput(
            f"已经是{level.label}了。", field="level", code="same_level", mend="请另选一个级别。"
        )
    if blames_handler and (level < ticket.level or ticket.owner_id is None):
        raise BadInput(
            "“因处理不当而升级”只用于有人负责、并且升级的工单。",
            field="blames_handler",
            code="blames_nobody",
            mend="请去掉这个勾。",
        )
