"""That data were made up, which, and how far that has come."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import Conflict
from kb.terms import LabelledEnum

SILENT = timedelta(minutes=1)
"""after so long without a sign nobody is at work on it any more; a sign from the future is none"""


class Part(LabelledEnum):
    """What a case left behind."""

    PERSON = "person", "同事"
    CONVERSATION = "conversation", "对话"
    OUTCOME = "outcome", "回答"
    MESSAGE = "message", "提问"
    TICKET = "ticket", "工单"
    COMPLAINT = "complaint", "投诉"
    SUGGESTION = "suggestion", "建议"
    ENTRY = "entry", "条目"


class Simulation(Base):
    """[since, until) is simulated; `through`: what lies before it was lived through. `beat_at`:
    the last sign of whoever is at work on it."""

    __tablename__ = "simulations"
    __table_args__ = (
        CheckConstraint("since < until", name="since_before_until"),
        CheckConstraint("through BETWEEN since AND until", name="through_between"),
        CheckConstraint("finished_at IS NULL OR through = until", name="finished_through"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seed: Mapped[int]
    since: Mapped[datetime]
    until: Mapped[datetime]
    through: Mapped[datetime]
    begun_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class SimulatedPart(Base):
    """`subject` is the number or id of what was made for this case."""

    __tablename__ = "simulated_parts"

    simulation_id: Mapped[int] = mapped_column(ForeignKey(Simulation.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[Part] = mapped_column(primary_key=True)
    subject: Mapped[str]


def simulation_of(session: Session) -> Simulation | None:
    """The last one."""
    return session.scalar(select(Simulation).order_by(Simulation.id.desc()).limit(1))


def is_underway(session: Session, *, now: datetime) -> bool:
    """While it is, clocks run by its days: nobody else may turn them to now."""
    found = simulation_of(session)
    return found is not None and found.finished_at is None and abs(now - found.beat_at) < SILENT


def at_work_already() -> Conflict:
    return Conflict(
        "模拟数据正由另一个进程生成。", code="simulating", mend="请等它完成，或停下演示后再运行。"
    )
