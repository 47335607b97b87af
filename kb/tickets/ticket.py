"""A question that a person must answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.terms import Category, Department, LabelledEnum, Level, Reason


class TicketState(LabelledEnum):
    OPEN = "open", "待处理"
    IN_PROGRESS = "in_progress", "处理中"
    REFERRED = "referred", "部门处理中"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "已关闭"
    MERGED = "merged", "已合并"


WAITING = (TicketState.OPEN, TicketState.IN_PROGRESS, TicketState.REFERRED)
"""states in which the member has no final answer yet"""


class Ticket(Base):
    """Numbered from 1001. `due_at`: until then a person answers; once a department
    has a plan, the time it expects. `department`: to which the
    question belongs; where it was referred, the one that has it. `candidates`: the entries that
    came near, as the assistant saw them."""

    __tablename__ = "tickets"
    __table_args__ = (
        CheckConstraint("state <> 'open' OR owner_id IS NULL", name="open_has_no_owner"),
        CheckConstraint(
            "state NOT IN ('in_progress', 'referred', 'answered') OR owner_id IS NOT NULL",
            name="work_has_owner",
        ),
        CheckConstraint(
            "state <> 'referred' OR department IS NOT NULL", name="referred_to_department"
        ),
        Index(None, "owner_id", "state"),
        Index(None, "state", "due_at"),
        # All that the queue is filtered and ordered by: it reads no row of another page.
        Index(
            "ix_tickets_queue",
            *("state", "level", "due_at", "owner_id", "department", "category"),
        ),
        Index(None, "conversation_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), unique=True)
    question: Mapped[str] = mapped_column(Text)
    category: Mapped[Category]
    level: Mapped[Level]
    reason: Mapped[Reason]
    state: Mapped[TicketState]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    department: Mapped[Department | None]
    candidates: Mapped[list[dict[str, Any]]]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Reply(Base):
    """What a colleague answered; a ticket may need several."""

    __tablename__ = "replies"
    __table_args__ = (Index(None, "ticket_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class Closure(Base):
    """The latest; of a ticket that was opened again the earlier ones are in the history."""

    __tablename__ = "closures"
    __table_args__ = (CheckConstraint("why <> ''", name="said_why"), Index(None, "at"))

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
