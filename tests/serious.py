"""A level-3 case as the tests of it know it: a broken leg, and those who see to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.history import events_of
from kb.terms import Department, Level
from kb.tickets import Ticket, close
from kb.tickets.final_report import FinalReport, ReportPart
from kb.tickets.reporting import assess, submit_report, write_part
from kb.tickets.task_force import form_task_force
from world import AFTERNOON, Others, Staff, ask_for_person, hire_others, hire_staff

SOON, LATE = (AFTERNOON + timedelta(minutes=minutes) for minutes in (8, 25))
BROKEN_LEG = "我在你们馆里摔断了腿，要求赔偿"
PARTS = {
    ReportPart.CAUSE: "空调漏水，地面湿滑，没有放警示牌。",
    ReportPart.COURSE: "会员打球时滑倒，右腿骨折，送医。",
    ReportPart.LESSONS: "巡场没有按时做。",
    ReportPart.IMPROVEMENTS: "每小时巡场一次并签字。",
}


@dataclass(frozen=True)
class Case:
    ticket: Ticket
    staff: Staff
    others: Others

    @property
    def li(self) -> int:
        return self.staff.li.id

    @property
    def zhao(self) -> int:
        return self.others.zhao.id


def serious_case(session: Session, *, with_task_force: bool = True) -> Case:
    """李主管 leads the task force, 赵师傅 looks after the floor."""
    staff, others = hire_staff(session), hire_others(session)
    _, ticket = ask_for_person(session, BROKEN_LEG, Level.THREE)
    ticket.department = Department.VENUE
    case = Case(ticket, staff, others)
    if with_task_force:
        form_task_force(
            session, ticket, case.li, {case.zhao: "查看地面"}, by=case.li, now=AFTERNOON
        )
    return case


def write_report(session: Session, case: Case, now: datetime = LATE) -> FinalReport:
    """Complete, not submitted."""
    for part, text in PARTS.items():
        write_part(session, case.ticket, part, text, seen=0, by=case.li, now=now)
    return assess(session, case.ticket, case.zhao, "巡场不到位，批评教育。", by=case.li, now=now)


def close_case(session: Session, case: Case, now: datetime = LATE) -> None:
    write_report(session, case, now)
    submit_report(session, case.ticket, by=case.li, now=now)
    close(session, case.ticket, "已赔偿", by=case.li, now=now)


def verbs(session: Session, ticket: Ticket) -> list[str]:
    return [each.verb for each in events_of(session, "ticket", ticket.number)]
