"""A corrective action: what is changed so that a complaint that repeats does not come again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.complaints.complaint import Complaint
from kb.db import Base
from kb.people.person import Person
from kb.terms import Category, Department, LabelledEnum


class ActionState(LabelledEnum):
    OPEN = "open", "待定措施"
    UNDER_WAY = "under_way", "执行中"
    DONE = "done", "待验证"
    VERIFIED = "verified", "已验证有效"
    DISMISSED = "dismissed", "不是同一回事"


RUNNING = frozenset({ActionState.OPEN, ActionState.UNDER_WAY, ActionState.DONE})


class CorrectiveAction(Base):
    __tablename__ = "corrective_actions"
    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'dismissed') OR (responsible_id IS NOT NULL"
            " AND due_on IS NOT NULL AND cause <> '' AND measure <> '')",
            name="measure_is_whole",
        ),
        Index(None, "state", "opened_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[Category]
    department: Mapped[Department]
    place: Mapped[str]
    state: Mapped[ActionState]
    opened_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(Text)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    due_on: Mapped[date | None]


class RepeatedComplaint(Base):
    """A complaint that called the action, or came again while it was open."""

    __tablename__ = "repeated_complaints"
    __table_args__ = (Index(None, "action_id"),)

    complaint_number: Mapped[int] = mapped_column(ForeignKey(Complaint.number), primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey(CorrectiveAction.id))
    at: Mapped[datetime]


class CorrectiveReport(Base):
    """That the measure was taken."""

    __tablename__ = "corrective_reports"
    __table_args__ = (CheckConstraint("text <> ''", name="said_what"), Index(None, "action_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey(CorrectiveAction.id))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class CorrectiveDismissal(Base):
    """That the complaints were not of one matter after all."""

    __tablename__ = "corrective_dismissals"
    __table_args__ = (CheckConstraint("reason <> ''", name="said_why"),)

    action_id: Mapped[int] = mapped_column(ForeignKey(CorrectiveAction.id), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class CorrectiveCheck(Base):
    """Another person's word on whether it works."""

    __tablename__ = "corrective_checks"
    __table_args__ = (CheckConstraint("note <> ''", name="said_how"), Index(None, "action_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey(CorrectiveAction.id))
    works: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
