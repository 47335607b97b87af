"""Grave cases, how far each has come, and the clocks that run for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.terms import LabelledEnum, Level
from kb.tickets import Ticket
from kb.tickets.acknowledgement import Acknowledgement
from kb.tickets.final_report import FinalReport, ReportState
from kb.tickets.meeting import Meeting
from kb.tickets.moves import ALIVE
from kb.tickets.task_force import TaskForce


class Stage(LabelledEnum):
    """How far a level-3 case has come."""

    UNKNOWN = "unknown", "待主管知悉"
    UNFORMED = "unformed", "待成立小组"
    UNMET = "unmet", "待开会"
    HANDLED = "handled", "处理中"
    REPORTED = "reported", "报告已提交"


@dataclass(frozen=True, slots=True)
class Grave:
    """`clock`: the one that ends first, of those that run or are late."""

    ticket: Ticket
    stage: Stage
    clock: StageClock | None


def grave_cases(session: Session) -> list[Grave]:
    """Those that are not over, the least handled first."""
    found = select(Ticket).where(Ticket.level == Level.THREE, Ticket.state.in_(sorted(ALIVE)))
    tickets = list(session.scalars(found.order_by(Ticket.opened_at)))
    numbers = [each.number for each in tickets]
    known = _with(session, Acknowledgement.ticket_number, numbers)
    standing = TaskForce.dissolved_at.is_(None)
    formed = set(session.scalars(select(TaskForce.ticket_number).where(standing)))
    met = _with(session, Meeting.ticket_number, numbers)
    submitted = FinalReport.state != ReportState.DRAFT
    reported = set(session.scalars(select(FinalReport.ticket_number).where(submitted)))
    clocks = _next_clocks(session, numbers)

    def stage(number: int) -> Stage:
        if number in reported:
            return Stage.REPORTED
        if number in formed:
            return Stage.HANDLED if number in met else Stage.UNMET
        return Stage.UNFORMED if number in known else Stage.UNKNOWN

    graves = [Grave(each, stage(each.number), clocks.get(each.number)) for each in tickets]
    return sorted(graves, key=lambda each: list(Stage).index(each.stage))


def running_clocks(session: Session, ticket: Ticket) -> list[StageClock]:
    """Of one ticket, the one that ends first first."""
    return _live_clocks(session, [ticket.number])


def _next_clocks(session: Session, numbers: Sequence[int]) -> dict[int, StageClock]:
    return {each.number: each for each in reversed(_live_clocks(session, numbers))}


def _live_clocks(session: Session, numbers: Iterable[int]) -> list[StageClock]:
    found = select(StageClock).where(
        StageClock.matter == Matter.TICKET,
        StageClock.number.in_(numbers),
        StageClock.state.in_((ClockState.RUNNING, ClockState.BREACHED)),
    )
    return list(session.scalars(found.order_by(StageClock.due_at)))


def _with(session: Session, column: InstrumentedAttribute[int], numbers: Sequence[int]) -> set[int]:
    return set(session.scalars(select(column).where(column.in_(numbers))))
