"""The report that ends a level-3 case: cause, course, lessons, improvements, and who answers for
it. Written part by part, submitted whole, read by management, and changed by nobody then."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from kb.db import Base
from kb.errors import Conflict
from kb.people.person import Person
from kb.terms import LabelledEnum, Level
from kb.tickets.ticket import Ticket


class ReportState(LabelledEnum):
    DRAFT = "draft", "撰写中"
    SUBMITTED = "submitted", "已提交"
    READ = "read", "管理层已阅"


class ReportPart(LabelledEnum):
    CAUSE = "cause", "原因"
    COURSE = "course", "经过"
    LESSONS = "lessons", "教训"
    IMPROVEMENTS = "improvements", "改进"


class ReportMove(LabelledEnum):
    WRITE = "write", "修改"
    SUBMIT = "submit", "提交"
    TAKE_BACK = "take_back", "撤回"
    READ = "read", "阅知"
    STUDY = "study", "整理成案例"


@dataclass(frozen=True)
class Rule:
    origins: frozenset[ReportState]
    target: ReportState | None


MOVES = {
    ReportMove.WRITE: Rule(frozenset({ReportState.DRAFT}), None),
    ReportMove.SUBMIT: Rule(frozenset({ReportState.DRAFT}), ReportState.SUBMITTED),
    ReportMove.TAKE_BACK: Rule(frozenset({ReportState.SUBMITTED}), ReportState.DRAFT),
    ReportMove.READ: Rule(frozenset({ReportState.SUBMITTED}), ReportState.READ),
    ReportMove.STUDY: Rule(frozenset({ReportState.SUBMITTED, ReportState.READ}), None),
}
"""what may follow what; the target is None where the state stays"""


class FinalReport(Base):
    """`nobody_why`: why nobody answers for it. `entry_id`: the case study, of another room."""

    __tablename__ = "final_reports"
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted_when"),
        CheckConstraint(
            "(submitted_at IS NULL) = (submitted_by_id IS NULL)", name="submitted_by_somebody"
        ),
        CheckConstraint("(state = 'read') = (read_at IS NOT NULL)", name="read_when"),
        CheckConstraint("(read_at IS NULL) = (read_by_id IS NULL)", name="read_by_somebody"),
    )

    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number), primary_key=True)
    state: Mapped[ReportState]
    nobody_why: Mapped[str | None] = mapped_column(Text)
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    entry_id: Mapped[str | None]
    parts: Mapped[list["WrittenPart"]] = relationship(lazy="selectin")
    assessments: Mapped[list["Assessment"]] = relationship(
        order_by="Assessment.id", lazy="selectin"
    )

    def text(self, part: ReportPart) -> str:
        return next((each.text for each in self.parts if each.part is part), "")

    def version(self, part: ReportPart) -> int:
        return next((each.version for each in self.parts if each.part is part), 0)


class WrittenPart(Base):
    """`version` counts how often it was saved."""

    __tablename__ = "report_parts"

    ticket_number: Mapped[int] = mapped_column(
        ForeignKey(FinalReport.ticket_number), primary_key=True
    )
    part: Mapped[ReportPart] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class Assessment(Base):
    """What is said of somebody who answers for the case."""

    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("ticket_number", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(FinalReport.ticket_number))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def require_report(session: Session, ticket: Ticket) -> None:
    """A level-3 ticket is not closed without one; at a lower level none is asked for."""
    if ticket.level is not Level.THREE:
        return
    report = report_of(session, ticket)
    if report is None or report.state is ReportState.DRAFT:
        raise Conflict(
            f"三级工单 {ticket.number} 还没有提交最终报告，不能关闭。",
            code="report_missing",
            mend="请先提交报告；其实没有这么严重时，请先写明原因降级。",
        )


def report_of(session: Session, ticket: Ticket) -> FinalReport | None:
    return session.get(FinalReport, ticket.number)


def missing(report: FinalReport | None) -> list[str]:
    """What a report lacks before it can be submitted."""
    lacking = [each.label for each in ReportPart if report is None or not report.text(each)]
    if report is None or not (report.assessments or report.nobody_why):
        lacking.append("责任人和评价")
    return lacking
