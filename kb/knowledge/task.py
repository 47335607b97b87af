"""What somebody has to see to at an entry, who that is, and what came of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.terms import Department, LabelledEnum


class TaskKind(LabelledEnum):
    FEEDBACK = "feedback", "会员反馈"
    OVERDUE = "overdue", "到期复核"
    SPOT_CHECK = "spot_check", "关联抽查"


class About(LabelledEnum):
    """What members say is amiss with an answer."""

    WRONG = "wrong", "内容不对"
    OUTDATED = "outdated", "已经过时"
    INCOMPLETE = "incomplete", "不够完整"
    NOT_ASKED = "not_asked", "答非所问"


class Resolution(LabelledEnum):
    MENDED = "mended", "已改正"
    VERIFIED = "verified", "复核无误"
    RETIRED = "retired", "已下架"
    RIGHT = "right", "关联正确"
    WRONG = "wrong", "关联有误"
    NO_CHANGE = "no_change", "不需要改"


class Task(Base):
    """One open task for each entry and what it is about. `ticket_number` is another room's, so no
    foreign key leads there."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("(kind = 'feedback') = (about IS NOT NULL)", name="feedback_about"),
        CheckConstraint(
            "(kind = 'spot_check') = (ticket_number IS NOT NULL)", name="spot_check_of"
        ),
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_somebody"),
        CheckConstraint("(done_at IS NULL) = (resolution IS NULL)", name="done_with_resolution"),
        CheckConstraint("resolution <> 'no_change' OR note IS NOT NULL", name="no_change_why"),
        Index(None, "entry_id", "kind"),
        Index(None, "done_at", "owner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TaskKind]
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"))
    about: Mapped[About | None]
    ticket_number: Mapped[int | None]
    department: Mapped[Department]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    resolution: Mapped[Resolution | None]
    note: Mapped[str | None]


class TaskReport(Base):
    """One more answer of which a member says the same: an outcome, of another room."""

    __tablename__ = "task_reports"

    task_id: Mapped[int] = mapped_column(ForeignKey(Task.id), primary_key=True)
    outcome_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
