"""A month of service as plain values, read from the history, the clocks and what was said. The
number of queries does not grow with the number of rows."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Protocol, TypeVar

from sqlalchemy import Integer, String, cast, select
from sqlalchemy.orm import Session

from kb.appraisals.opinion import opinions_in
from kb.deadlines.calendar import ServiceCalendar, service_between
from kb.deadlines.service import calendar_of
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockEvent, StageClock
from kb.history import Event
from kb.kpi.course import VERBS, Course, Happening, Measured
from kb.kpi.figure import source
from kb.kpi.inputs import Cooperated, Counted, Referred, Round, ServiceInputs, Viewed
from kb.period import Period
from kb.policy import Policies, ServiceHours, current
from kb.reports.rounds import Span, rounds_of
from kb.terms import Department, Level
from kb.tickets.cooperation import Cooperation
from kb.tickets.referral import EndKind, Referral, ReferralEnd
from kb.tickets.spot_answer import SpotAnswer

NOT_THEIRS = frozenset({EndKind.RETURNED, EndKind.PASSED_ON, EndKind.WITHDRAWN})


class _Dated(Protocol):
    @property
    def at(self) -> datetime: ...


Fact = TypeVar("Fact", bound=_Dated)


def service_inputs(
    session: Session, period: Period, policies: Policies, *, until: datetime
) -> ServiceInputs:
    """`until`: what was recorded later is not looked at. Service time is counted by the hours of
    these policies: whoever changes them later moves no month that is over."""
    policy = policies.kpi
    settled_after = timedelta(days=policy.settled_after_days)
    within = timedelta(minutes=policy.teamwork.advice_minutes)
    courses = _courses(session, period.begin - settled_after, until)
    every, measured = courses.values(), _measured(session, policies.service.hours)
    begin, end = period.begin, min(period.end, until)

    def during(found: Iterable[Fact]) -> tuple[Fact, ...]:
        return tuple(each for each in found if begin <= each.at < end)

    helped = chain.from_iterable(each.counted(within) for each in every)
    settled = (each.first_time(settled_after) for each in every)
    return ServiceInputs(
        responses=during(chain.from_iterable(each.responses(measured) for each in every)),
        closings=during(chain.from_iterable(each.closings(measured) for each in every)),
        rounds=tuple(rounds_of(session, courses, Span(begin, end, until), measured)),
        ratings=during(chain.from_iterable(each.ratings() for each in every)),
        first_times=during(each for each in settled if each is not None),
        counted=(*during(helped), *_handovers(session, begin, end)),
        referrals=tuple(_referrals(session, begin, end)),
        cooperation=tuple(_cooperation(session, begin, end)),
        views=tuple(_views(session, period.key, until)),
    )


def _courses(session: Session, since: datetime, until: datetime) -> Mapping[int, Course]:
    """Of each ticket with which something happened since then, or one of whose clocks moved."""
    of_tickets = (Event.subject_type == "ticket", Event.verb.in_(VERBS), Event.at < until)
    touched = select(Event.subject_id).where(*of_tickets, Event.at >= since)
    ticking = (
        select(cast(StageClock.number, String))
        .join(ClockEvent, ClockEvent.clock_id == StageClock.id)
        .where(StageClock.matter == Matter.TICKET, ClockEvent.at >= since, ClockEvent.at < until)
    )
    rows = _happenings(session, touched.union(ticking), until)
    spot = _on_the_spot(session, since)
    return {
        ticket: Course(ticket, rows[ticket], on_the_spot=ticket in spot) for ticket in sorted(rows)
    }


def department_rounds(
    session: Session, departments: Collection[Department], begin: datetime, end: datetime
) -> list[Round]:
    """Of the tickets that were with one of them at some time between."""
    theirs = (
        select(Referral.ticket_number)
        .outerjoin(ReferralEnd, ReferralEnd.referral_id == Referral.id)
        .where(Referral.department.in_(departments), Referral.at < end)
        .where(ReferralEnd.at.is_(None) | (ReferralEnd.at >= begin))
    )
    subjects = theirs.with_only_columns(cast(Referral.ticket_number, String))
    rows = _happenings(session, subjects, end)
    courses = {ticket: Course(ticket, told) for ticket, told in rows.items()}
    measured = _measured(session, current(session).service.hours)
    span = Span(begin, end, end)
    return list(rounds_of(session, courses, span, measured, among=theirs))


def _happenings(session: Session, subjects: Any, until: datetime) -> dict[int, list[Happening]]:
    """By ticket, what was told of it until then."""
    found = select(Event.id, Event.at, Event.by_id, Event.verb, Event.subject_id, Event.details)
    found = found.where(
        Event.subject_type == "ticket", Event.verb.in_(VERBS), Event.at < until,
        Event.subject_id.in_(subjects),
    )  # fmt: skip
    rows: dict[int, list[Happening]] = defaultdict(list)
    for number, at, by, verb, ticket, details in session.execute(found.order_by(Event.id)):
        rows[int(ticket)].append(_happening(number, at, by, verb, details))
    return rows


def _on_the_spot(session: Session, since: datetime) -> frozenset[int]:
    """Also those that were answered before and moved since."""
    moved = select(cast(Event.subject_id, Integer)).where(
        Event.subject_type == "ticket", Event.verb.in_(VERBS), Event.at >= since
    )
    found = select(SpotAnswer.ticket_number)
    found = found.where((SpotAnswer.at >= since) | SpotAnswer.ticket_number.in_(moved))
    return frozenset(session.scalars(found))


def _happening(
    number: int, at: datetime, by: int | None, verb: str, details: Mapping[str, Any]
) -> Happening:
    told = details.get
    level = told("after") if verb == "level_changed" else told("level")
    department, to, consult = told("department"), told("to"), told("consult")
    satisfaction, reason = told("satisfaction"), told("reason")
    return Happening(
        number, at, by, verb,
        level=Level(level) if isinstance(level, int) else None,
        to=to if isinstance(to, int) else None,
        department=Department(str(department)) if verb == "referred" else None,
        consult=consult if isinstance(consult, int) else None,
        blames=bool(told("blames_handler")),
        freed=bool(told("freed")),
        satisfaction=str(satisfaction) if satisfaction else None,
        reason=str(reason) if verb == "rated" and reason else None,
    )  # fmt: skip


def _measured(session: Session, hours: ServiceHours) -> Measured:
    calendar = calendar_of(session, hours)
    return lambda level, begin, end: _seconds(level, begin, end, calendar)


def _seconds(level: Level, begin: datetime, end: datetime, calendar: ServiceCalendar) -> int:
    if level is Level.THREE:
        return int((end - begin).total_seconds())
    return int(service_between(begin, end, calendar).total_seconds())


def _handovers(session: Session, begin: datetime, end: datetime) -> Iterator[Counted]:
    found = select(Event.id, Event.at, Event.by_id).where(
        Event.verb == "acknowledged", Event.subject_type == "handover",
        Event.at >= begin, Event.at < end,
    )  # fmt: skip
    for number, at, by in session.execute(found):
        if by is not None:
            yield Counted(by, "handover", at, source("history", number))


def _referrals(session: Session, begin: datetime, end: datetime) -> Iterator[Referred]:
    """What was open at the beginning, and what came in; an end that came later is none yet."""
    found = (
        select(Referral.id, Referral.department, Referral.at, ReferralEnd.kind, ReferralEnd.at)
        .outerjoin(ReferralEnd, ReferralEnd.referral_id == Referral.id)
        .where(Referral.at < end, ReferralEnd.at.is_(None) | (ReferralEnd.at >= begin))
    )
    for number, department, at, kind, ended_at in session.execute(found):
        over = kind if ended_at is not None and ended_at < end else None
        if over not in NOT_THEIRS:
            solved = over is EndKind.SOLVED
            yield Referred(department, at, solved, source("referral", number))


def _cooperation(session: Session, begin: datetime, end: datetime) -> Iterable[Cooperated]:
    found = (
        select(Referral.department, Cooperation)
        .join(Cooperation, Cooperation.referral_id == Referral.id)
        .where(Cooperation.at >= begin, Cooperation.at < end)
    )
    for department, each in session.execute(found):
        yield Cooperated(department, each.at, each.mark, source("cooperation", each.referral_id))


def _views(session: Session, month: str, until: datetime) -> Iterable[Viewed]:
    for each in opinions_in(session, month, until):
        yield Viewed(
            each.person_id, each.view.value, each.aspect.value, each.mark,
            source("opinion", each.id),
        )  # fmt: skip
