"""What a supervisor has to see to now: grave cases and their stage, clocks that are late or soon
will be, and who works on how much."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.people.person import Person
from kb.terms import LabelledEnum, Level
from kb.tickets import Ticket, TicketState
from kb.tickets.acknowledgement import Acknowledgement
from kb.tickets.final_report import FinalReport, ReportState
from kb.tickets.meeting import Meeting
from kb.tickets.moves import ALIVE
from kb.tickets.task_force import TaskForce

MOST_CLOCKS = 100


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


@dataclass(frozen=True, slots=True)
class Load:
    """How many tickets somebody has: still to be answered, and answered but not closed."""

    person: Person
    waiting: int
    answered: int


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


def pressing_clocks(session: Session, *, now: datetime) -> list[StageClock]:
    """Breached ones first, then those that have warned."""
    live = select(StageClock).where(
        (StageClock.state == ClockState.BREACHED)
        | ((StageClock.state == ClockState.RUNNING) & (StageClock.warn_at <= now))
    )
    return list(session.scalars(live.order_by(StageClock.due_at).limit(MOST_CLOCKS)))


def loads(session: Session) -> list[Load]:
    """Who has most first."""
    found = (
        select(Ticket.owner_id, Ticket.state, func.count())
        .where(Ticket.owner_id.is_not(None), Ticket.state.in_(sorted(ALIVE)))
        .group_by(Ticket.owner_id, Ticket.state)
    )
    waiting: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for owner, state, count in session.execute(found):
        if owner is not None:
            (answered if state is TicketState.ANSWERED else waiting)[owner] += count
    people = session.scalars(select(Person).where(Person.id.in_({*waiting, *answered})))
    rows = [Load(each, waiting[each.id], answered[each.id]) for each in people]
    return sorted(rows, key=lambda each: (-each.waiting, -each.answered, each.person.id))


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
