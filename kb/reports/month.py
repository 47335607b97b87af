"""A month as it stands by the rows: its inputs and its result."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.appraisals.sealed_month import Weighed
from kb.deadlines.stage_clock import ClockEvent
from kb.history import Event
from kb.kpi.contributing import Past
from kb.kpi.month import MonthInputs, MonthResult, score_month, with_checksum, write_result
from kb.period import Period
from kb.policy import Policies, PolicyVersion, current
from kb.reports.closed_months import closed_months, closed_result, closed_results
from kb.reports.contribution_inputs import read_contributions
from kb.reports.kept import Kept
from kb.reports.quiz_inputs import quiz_inputs
from kb.reports.service_inputs import service_inputs

AN_INSTANT = timedelta(microseconds=1)
MOST_OPEN = 4
_OPEN: Kept[MonthResult] = Kept(MOST_OPEN)


def month_inputs(
    session: Session, period: Period, policies: Policies, *, until: datetime
) -> MonthInputs:
    """In a number of queries that does not grow with what happened."""
    return _inputs(session, period, policies, until)[0]


def _inputs(
    session: Session, period: Period, policies: Policies, until: datetime
) -> tuple[MonthInputs, Past]:
    contribution, past = read_contributions(session, period, policies, until=until)
    service = service_inputs(session, period, policies, until=until)
    quizzes = quiz_inputs(session, period, policies.quiz, until=until)
    return MonthInputs(service, contribution, quizzes), past


def compute_month(session: Session, period: Period, *, until: datetime) -> MonthResult:
    """From the rows, whether it is closed or not, by the policies of its last moment."""
    policies = policies_of(session, period, until=until)
    inputs = month_inputs(session, period, policies, until=until)
    return with_checksum(score_month(inputs, policies, period), inputs)


def weigh_month(session: Session, period: Period, *, until: datetime) -> Weighed:
    """Ready to be sealed."""
    result = compute_month(session, period, until=until)
    document = write_result(result).decode()
    return Weighed(period.key, until, result.policy, result.inputs, document)


def month_result(session: Session, period: Period, *, now: datetime) -> MonthResult:
    """What is in force: as it was sealed or told anew, or as it stands until now."""
    closed = closed_result(session, period.key)
    if closed is not None:
        return closed
    key = (period.key, *_told_so_far(session), now.replace(second=0, microsecond=0))
    return _OPEN.get(session, key, lambda: _as_it_stands(session, period, now))


def _as_it_stands(session: Session, period: Period, now: datetime) -> MonthResult:
    policies = policies_of(session, period, until=now)
    inputs, past = _inputs(session, period, policies, now)
    return score_month(inputs, policies, period, past)


def _told_so_far(session: Session) -> tuple[object, ...]:
    """Other figures come of other rows alone, and of time: what nobody does becomes certain at
    the next minute."""
    event = select(Event.id, Event.at).order_by(Event.id.desc()).limit(1)
    clocks, policies = select(func.max(ClockEvent.id)), select(func.max(PolicyVersion.id))
    last = session.execute(event).first() or (0, None)
    return (*last, session.scalar(clocks), session.scalar(policies))


def past_results(session: Session, before: Period, months: int) -> dict[str, MonthResult]:
    """The closed ones of so many months before, by month, the first one first."""
    wanted = [key for key in closed_months(session) if key < before.key][-months:]
    return closed_results(session, wanted)


def policies_of(session: Session, period: Period, *, until: datetime) -> Policies:
    return current(session, min(until, period.end) - AN_INSTANT)
