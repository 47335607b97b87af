"""Rounds of clocks that ended in a month: kept or missed, and whose turn it was."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from kb.deadlines.signal import Matter, Signal
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, StageClock
from kb.kpi.course import Course
from kb.kpi.figure import source
from kb.kpi.inputs import Round
from kb.policy import Turn

NO_ACT = tuple(each.label for each in (Signal.LEVEL_CHANGED, Signal.MERGED, Signal.REFERRAL_ENDED))
"""how the cause begins of what stopped a clock without anybody having done what it asked"""


def rounds_of(
    session: Session,
    courses: Mapping[int, Course],
    begin: datetime,
    end: datetime,
    until: datetime,
    *,
    among: Select[int] | None = None,
) -> Iterator[Round]:
    """Missed at the moment it ran out, whenever that was noticed; kept when it ended before.
    `among`: of these tickets alone."""
    wanted = () if among is None else (StageClock.number.in_(among),)
    for met, found in ((False, _missed(begin, end, until)), (True, _kept(begin, end))):
        for row in session.execute(found.where(*wanted).order_by(ClockEvent.id)):
            number, terms, event, kind, at, due_at = row
            renamed = kind is ClockEventKind.STARTED and terms.get("named_end")
            if number in courses and not renamed:
                told = source("clock_event", event)
                moment = at if met else due_at
                if courses[number].waited_at(moment):
                    yield from _round(courses[number], terms, moment, met=met, told=told)


def _round(
    course: Course, terms: Mapping[str, Any], moment: datetime, *, met: bool, told: str
) -> Iterator[Round]:
    stage = str(terms["stage"])
    match terms.get("turn", Turn.OWNER):
        case Turn.OWNER:
            yield Round(course.stand_at(moment).holder, None, stage, moment, met, told)
        case Turn.DEPARTMENT:
            department = course.department_before(moment)
            if department is not None:
                yield Round(None, department, stage, moment, met, told)


def _missed(begin: datetime, end: datetime, until: datetime) -> Select[Any]:
    return _of_tickets().where(
        ClockEvent.kind == ClockEventKind.BREACHED,
        ClockEvent.due_at >= begin, ClockEvent.due_at < end, ClockEvent.at < until,
    )  # fmt: skip


def _kept(begin: datetime, end: datetime) -> Select[Any]:
    """Stopped, or begun again, in a round that had not run out. What was begun and stopped by one
    act took no time, and is nothing kept."""
    other = aliased(ClockEvent)
    same_clock = select(other.id).where(other.clock_id == ClockEvent.clock_id)
    ran_out = same_clock.where(other.kind == ClockEventKind.BREACHED)
    just_begun = same_clock.where(
        other.kind == ClockEventKind.STARTED, other.round == ClockEvent.round,
        other.at == ClockEvent.at,
    )  # fmt: skip
    stopped = and_(
        ClockEvent.kind == ClockEventKind.STOPPED,
        ~ran_out.where(other.round == ClockEvent.round).exists(),
        ~just_begun.exists(),
    )
    again = and_(
        ClockEvent.kind == ClockEventKind.STARTED,
        ClockEvent.round > 1,
        ~ran_out.where(other.round == ClockEvent.round - 1).exists(),
    )
    acted = [ClockEvent.cause.startswith(each, autoescape=True) for each in NO_ACT]
    return _of_tickets().where(
        ClockEvent.at >= begin, ClockEvent.at < end, or_(stopped, again), ~or_(*acted)
    )


def _of_tickets() -> Select[Any]:
    return (
        select(
            StageClock.number,
            StageClock.terms,
            ClockEvent.id,
            ClockEvent.kind,
            ClockEvent.at,
            ClockEvent.due_at,
        )
        .join(StageClock, StageClock.id == ClockEvent.clock_id)
        .where(StageClock.matter == Matter.TICKET)
    )
