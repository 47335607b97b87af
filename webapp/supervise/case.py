"""A level-3 ticket as those who handle it see it; to everybody else there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.conversations import Message, after, find_conversation
from kb.deadlines.stage_clock import StageClock
from kb.errors import CourtsideError, NotAllowed, NotFound
from kb.people.person import Person, colleagues
from kb.reports.leading import running_clocks
from kb.terms import Level
from kb.tickets import Ticket, find_ticket
from kb.tickets.acknowledgement import Acknowledgement, acknowledgements
from kb.tickets.final_report import MOVES as REPORT_MOVES
from kb.tickets.final_report import FinalReport, ReportMove, ReportPart, missing, report_of
from kb.tickets.liaison import Liaison, liaisons
from kb.tickets.meeting import Meeting, meetings
from kb.tickets.moves import ALIVE
from kb.tickets.serious import Part, part_of
from kb.tickets.task_force import (
    Seat,
    TaskForce,
    is_on_task_force,
    task_forces,
)
from webapp.errors import status_of
from webapp.mistakes import mistakes

HANDLERS = (Part.LEADS, Part.WORKS)


@dataclass(frozen=True)
class Case:
    """`force`: the one that stands; `names`: of everybody who ever worked here, by id."""

    ticket: Ticket
    part: Part
    talk: Sequence[Message]
    acknowledged: Sequence[Acknowledgement]
    forces: Sequence[TaskForce]
    met: Sequence[Meeting]
    liaisons: Sequence[Liaison]
    report: FinalReport | None
    lacking: Sequence[str]
    clocks: Sequence[StageClock]
    people: Sequence[Person]
    names: dict[int, str]
    parts: Sequence[ReportPart] = tuple(ReportPart)

    @property
    def force(self) -> TaskForce | None:
        return next((each for each in self.forces if each.dissolved_at is None), None)

    @property
    def leads(self) -> bool:
        return self.part is Part.LEADS

    @property
    def handles(self) -> bool:
        return self.part in HANDLERS

    @property
    def goes_on(self) -> bool:
        return self.ticket.state in ALIVE and self.ticket.level is Level.THREE

    def seat_of(self, person_id: int) -> Seat | None:
        return self.force.seat_of(person_id) if self.force else None

    def may(self, move: str) -> bool:
        """Whether the report's state allows the move."""
        rule = REPORT_MOVES[ReportMove(move)]
        if self.report is None:
            return move == "write"
        return self.report.state in rule.origins


def seen_ticket(session: Session, number: int, by: Person) -> tuple[Ticket, Part]:
    ticket = find_ticket(session, number)
    part = part_of(by, is_on_task_force(session, ticket, by.id))
    if part is None or not (ticket.level is Level.THREE or task_forces(session, ticket)):
        raise NotFound(f"没有三级工单 {number}。")
    return ticket, part


def handled_ticket(session: Session, number: int, by: Person) -> Ticket:
    """For those who lead or are on the task force; management only reads."""
    ticket, part = seen_ticket(session, number, by)
    if part not in HANDLERS:
        raise NotAllowed("这一步由专项小组或主管来做。")
    return ticket


def case_of(session: Session, number: int, by: Person) -> Case:
    ticket, part = seen_ticket(session, number, by)
    report = report_of(session, ticket)
    everybody = colleagues(session)
    return Case(
        ticket,
        part,
        after(session, find_conversation(session, ticket.conversation_id)),
        acknowledgements(session, ticket),
        task_forces(session, ticket),
        meetings(session, ticket),
        liaisons(session, ticket),
        report,
        missing(report),
        running_clocks(session, ticket),
        [each for each in everybody if each.active],
        {each.id: each.name for each in everybody},
    )


def case_page(
    session: Session, by: Person, number: int, error: CourtsideError | None = None
) -> str:
    now = clock.now()
    return render_template(
        "supervise/case.html",
        case=case_of(session, number, by),
        by=by,
        now=now,
        typed=request.form,
        errors=mistakes(error, "act"),
    )


def case_again(
    session: Session, by: Person, error: CourtsideError, number: int, **_: object
) -> ResponseReturnValue:
    return case_page(session, by, number, error), status_of(error)


def to_case(number: int) -> ResponseReturnValue:
    return redirect(url_for("supervise.case", number=number), code=303)
