"""Writing the final report of a level-3 ticket, submitting it, and reading it."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import Conflict
from kb.history import record
from kb.notices.notice import NoticeKind, notify
from kb.people.person import person
from kb.people.rights import Right, holders
from kb.text.field import require_text
from kb.tickets.final_report import (
    MOVES,
    Assessment,
    FinalReport,
    ReportMove,
    ReportPart,
    ReportState,
    WrittenPart,
    missing,
    report_of,
)
from kb.tickets.serious import colleague, lock_ticket, require_serious
from kb.tickets.ticket import Ticket


def write_part(
    session: Session,
    ticket: Ticket,
    part: ReportPart,
    text: str,
    *,
    seen: int,
    by: int,
    now: datetime,
) -> FinalReport:
    """On top of the version that was `seen`, 0 where nothing was written yet."""
    said = require_text(text, part.value, part.label)
    report = _report(session, ticket)
    _require_legal(report, ReportMove.WRITE)
    written = next((each for each in report.parts if each.part is part), None)
    if written is not None and written.version != seen:
        raise Conflict(
            f"“{part.label}”刚刚由{person(session, written.by_id).name}改过。",
            code="stale_part",
            mend="您写的还在下面，请对照最新的内容再保存。",
        )
    if written is None:
        written = WrittenPart(part=part, version=0)
        report.parts.append(written)
    written.text, written.by_id, written.at = said, by, now
    written.version += 1
    session.flush()
    record(
        session, "report_written", "ticket", ticket.number, by=by, now=now,
        part=part, version=written.version,
    )  # fmt: skip
    return report


def assess(
    session: Session, ticket: Ticket, person_id: int, text: str, *, by: int, now: datetime
) -> FinalReport:
    """A second word on the same person takes the place of the first."""
    said = require_text(text, "assessment", "评价")
    report = _report(session, ticket)
    _require_legal(report, ReportMove.WRITE)
    colleague(session, person_id, "person")
    known = next((each for each in report.assessments if each.person_id == person_id), None)
    if known is None:
        known = Assessment(person_id=person_id)
        report.assessments.append(known)
    known.text, known.by_id, known.at = said, by, now
    report.nobody_why = None
    session.flush()
    record(session, "assessed", "ticket", ticket.number, by=by, now=now, person=person_id)
    return report


def hold_nobody_responsible(
    session: Session, ticket: Ticket, why: str, *, by: int, now: datetime
) -> FinalReport:
    said = require_text(why, "nobody_why", "没有责任人的原因")
    report = _report(session, ticket)
    _require_legal(report, ReportMove.WRITE)
    if report.assessments:
        raise Conflict("报告里已经写了责任人。", code="somebody_responsible")
    report.nobody_why = said
    session.flush()
    record(session, "nobody_responsible", "ticket", ticket.number, by=by, now=now)
    return report


def submit_report(session: Session, ticket: Ticket, *, by: int, now: datetime) -> FinalReport:
    report = _report(session, ticket)
    _require_legal(report, ReportMove.SUBMIT)
    lacking = missing(report)
    if lacking:
        raise Conflict(
            f"报告还缺{'、'.join(lacking)}。", code="report_incomplete", mend="请补上后再提交。"
        )
    report.state = ReportState.SUBMITTED
    report.submitted_at, report.submitted_by_id = now, by
    session.flush()
    record(session, "reported", "ticket", ticket.number, by=by, now=now)
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.REPORTED, by=by, now=now)
    for each in holders(session, Right.DECIDE_PLANS):
        notify(
            session, each.id, NoticeKind.DECISION, f"工单 {ticket.number} 的最终报告请您阅知。",
            about=("ticket", ticket.number), path=f"/supervise/tickets/{ticket.number}",
            key=f"final_report:{ticket.number}:{now.isoformat()}", now=now,
        )  # fmt: skip
    return report


def take_back_report(
    session: Session, ticket: Ticket, why: str, *, by: int, now: datetime
) -> FinalReport:
    """To be mended, as long as management has not read it."""
    said = require_text(why, "why", "撤回的原因")
    report = _report(session, ticket)
    _require_legal(report, ReportMove.TAKE_BACK)
    report.state = ReportState.DRAFT
    report.submitted_at = report.submitted_by_id = None
    session.flush()
    record(session, "report_taken_back", "ticket", ticket.number, by=by, now=now, why=said)
    return report


def read_report(session: Session, ticket: Ticket, *, by: int, now: datetime) -> FinalReport:
    """By management, also after the ticket was closed; not by who submitted it."""
    lock_ticket(session, ticket)
    report = _existing(session, ticket)
    _require_legal(report, ReportMove.READ)
    if report.submitted_by_id == by:
        raise Conflict("自己提交的报告，请另一位经理阅知。", code="own_report")
    report.state = ReportState.READ
    report.read_at, report.read_by_id = now, by
    session.flush()
    record(session, "report_read", "ticket", ticket.number, by=by, now=now)
    return report


def name_case_study(
    session: Session, ticket: Ticket, entry_id: str, *, by: int, now: datetime
) -> FinalReport:
    """That the report became this entry; it becomes one once."""
    report = require_studiable(session, ticket)
    report.entry_id = entry_id
    session.flush()
    record(session, "studied", "ticket", ticket.number, by=by, now=now, entry=entry_id)
    return report


def require_studiable(session: Session, ticket: Ticket) -> FinalReport:
    """A submitted report that has not become a case study yet."""
    lock_ticket(session, ticket)
    report = _existing(session, ticket)
    _require_legal(report, ReportMove.STUDY)
    if report.entry_id is not None:
        raise Conflict(f"这份报告已经整理成案例 {report.entry_id}。", code="studied_already")
    return report


def _report(session: Session, ticket: Ticket) -> FinalReport:
    """The one of this ticket, begun now where there is none."""
    require_serious(session, ticket)
    report = report_of(session, ticket)
    if report is None:
        report = FinalReport(ticket_number=ticket.number, state=ReportState.DRAFT)
        session.add(report)
        session.flush()
    session.refresh(report)
    return report


def _existing(session: Session, ticket: Ticket) -> FinalReport:
    report = report_of(session, ticket)
    if report is None:
        raise Conflict(f"工单 {ticket.number} 还没有最终报告。", code="no_report")
    session.refresh(report)
    return report


def _require_legal(report: FinalReport, move: ReportMove) -> None:
    if report.state not in MOVES[move].origins:
        raise Conflict(
            f"报告现在是“{report.state.label}”，不能{move.label}。",
            code="illegal_move",
            mend="请刷新页面，看看现在的状态。",
        )
