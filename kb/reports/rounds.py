"""Rounds of clocks that ended in a month: kept or missed, and whose turn it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from kb.deadlines.signal import Matter, Signal
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, StageClock
from kb.kpi.course import Course, Measured
from kb.kpi.figure import source
from kb.kpi.inputs import Round
from kb.policy import Turn

NO_ACT = tuple(each.label for each in (Signal.LEVEL_CHANGED, Signal.MERGED, Signal.REFERRAL_ENDED))
"""how the cause begins of what stopped a clock without anybody having done what it asked"""


@dataclass(frozen=True, slots=True)
class Span:
    """[begin, end). `until`: what was recorded later is not looked at."""

    begin: datetime
    end: datetime
    until: datetime


def rounds_of(
    session: Session,
    courses: Mapping[int, Course],
    span: Span,
    measured: Measured,
    *,
    among: Select[int] | None = None,
) -> Iterator[Round]:
    """Missed at the moment it ran out, whenever that was noticed; kept when it ended before.
    `among`: of these tickets alone."""
    wanted = () if among is None else (StageClock.number.in_(among),)
    for missed, found in ((True, _missed(span)), (False, _ended(span))):
        for row in session.execute(found.where(*wanted).order_by(ClockEvent.id)):
            moment = row.due_at if missed else row.at
            course = courses.get(row.number)
            met = False if missed else _kept(row)
            if course is not None and met is not None and course.waited_at(moment):
                yield from _round(course, row, moment, measured, met=met)


def _kept(row: Any) -> bool | None:
    """None where another time was named that is no later; a later one is a time not kept."""
    if row.kind is ClockEventKind.STARTED and row.terms.get("named_end"):
        return False if row.former_due is not None and row.due_at > row.former_due else None
    return True


def _round(
    course: Course, row: Any, moment: datetime, measured: Measured, *, met: bool
) -> Iterator[Round]:
    stage, told = str(row.terms["stage"]), source("clock_event", row.id)
    match row.terms.get("turn", Turn.OWNER):
        case Turn.OWNER:
            since = moment if met else row.began_at or moment
            holder = course.held_longest(since, moment, measured)
            yield Round(holder, None, stage, moment, met, told)
        case Turn.DEPARTMENT:
            department = course.department_before(moment)
            if department is not None:
                yield Round(None, department, stage, moment, met, told)


def _missed(span: Span) -> Select[Any]:
    return _of_tickets().where(
        ClockEvent.kind == ClockEventKind.BREACHED,
        ClockEvent.due_at >= span.begin, ClockEvent.due_at < span.end, ClockEvent.at < span.until,
    )  # fmt: skip


def _ended(span: Span) -> Select[Any]:
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
        ClockEvent.at >= span.begin, ClockEvent.at < span.end, or_(stopped, again), ~or_(*acted)
    )


def _of_tickets() -> Select[Any]:
    """`began_at`: when the round began; `former_due`: until when the one before it ran."""
    began, former = aliased(ClockEvent), aliased(ClockEvent)
    return (
        select(
            StageClock.number,
            StageClock.terms,
            ClockEvent.id,
            ClockEvent.kind,
            ClockEvent.at,
            ClockEvent.due_at,
            began.at.label("began_at"),
            former.due_at.label("former_due"),
        )
        .join(StageClock, StageClock.id == ClockEvent.clock_id)
        .outerjoin(
            began,
            and_(
                began.clock_id == ClockEvent.clock_id,
                began.kind == ClockEventKind.STARTED,
                began.round == ClockEvent.round,
            ),
        )
        .outerjoin(
            former,
            and_(
                former.clock_id == ClockEvent.clock_id,
                former.kind == ClockEventKind.STARTED,
                former.round == ClockEvent.round - 1,
            ),
        )
        .where(StageClock.matter == Matter.TICKET)
    )
