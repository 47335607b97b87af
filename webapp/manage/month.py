"""A month as the pages of scores show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fnmatch import fnmatch

from sqlalchemy.orm import Session

from kb.appraisals.restatement import Restatement, restatements_of
from kb.appraisals.sealed_month import SealedMonth, sealed
from kb.kpi.agents import AgentMonth
from kb.kpi.figure import Figure
from kb.kpi.measure import Measure
from kb.kpi.measures import MEASURES
from kb.kpi.month import METHOD, MonthResult
from kb.people.person import Person
from kb.people.rights import Right, holders
from kb.period import Period, due_of, month_of, neighbour, read_month
from kb.policy import current
from kb.reports.closed_months import closed_result
from kb.reports.month import past_results, policies_of
from webapp.fields import asked

PAST = 6
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("效率", ("cases", "on_the_spot", "clocks_met", "first_response_*_median",
            "resolution_*_median")),
    ("用时的平均与九成", ("first_response_*_mean", "first_response_*_p90", "resolution_*_mean",
                  "resolution_*_p90")),
    ("满意度", ("satisfaction", "satisfaction_raw", "satisfied", "neutral", "dissatisfied",
             "reason_*")),
    ("质量", ("right_first_time", "reopenings", "escalations")),
    ("知识与协作", ("contribution", "quiz", "teamwork")),
    ("评价", ("supervisor_view", "own_view")),
)  # fmt: skip
"""titles, and what they gather, in this order"""
WIDTH, HEIGHT, EDGE = 72, 20, 2


@dataclass(frozen=True)
class Head:
    """Which month it is and whether it is closed. `after`: None where it has not begun. `method`:
    by which it was reckoned. `grades`: as they were called in that month."""

    period: Period
    before: Period
    after: Period | None
    sealed: SealedMonth | None
    restatements: Sequence[Restatement]
    method: int
    closing_day: str
    grades: Mapping[str, str]
    now: datetime

    @property
    def is_over(self) -> bool:
        return self.period.end <= self.now

    @property
    def is_of_earlier_method(self) -> bool:
        return self.method < METHOD


@dataclass(frozen=True)
class Spark:
    """The past months of one figure, as points of a line and in words."""

    points: str
    words: str


@dataclass(frozen=True)
class Row:
    """`team`: None where there is nothing to compare with."""

    measure: Measure
    figure: Figure
    team: Decimal | None
    spark: Spark | None


def asked_month(now: datetime) -> Period:
    """The one that runs where the address names none."""
    return read_month(asked("month")) if asked("month") else month_of(now)


def head(session: Session, period: Period, now: datetime) -> Head:
    policy, closed = current(session).kpi, closed_result(session, period.key)
    after, day = neighbour(period, 1), due_of(period, policy.close_day)
    bands = policies_of(session, period, until=now).kpi.grades
    return Head(
        period=period,
        before=neighbour(period, -1),
        after=after if after.begin <= now else None,
        sealed=sealed(session, period.key),
        restatements=restatements_of(session, period.key),
        method=closed.method if closed else METHOD,
        closing_day=f"{day.month}月{day.day}日 {policy.close_hour}:00",
        grades={each.name: each.label for each in bands},
        now=now,
    )


def agents_in(session: Session, result: MonthResult) -> list[tuple[Person, AgentMonth | None]]:
    """Who works on tickets, and whoever else did in this month; by name, never by score."""
    known = {each.person: each for each in result.agents}
    worked = {each for each in known if _value(result, each, "cases") is not None}
    people = {each.id: each for each in holders(session, Right.WORK_TICKETS)}
    for person in worked - set(people):
        people[person] = session.get_one(Person, person)
    named = sorted(people.values(), key=lambda each: (each.name, each.id))
    return [(each, known.get(each.id)) for each in named]


def month_of_person(result: MonthResult, person: int) -> AgentMonth | None:
    return next((each for each in result.agents if each.person == person), None)


def groups(
    session: Session, period: Period, result: MonthResult, own: AgentMonth
) -> list[tuple[str, list[Row]]]:
    """Figures with something to tell, by what they are about; beside them the team's and one's own
    past, nobody else's."""
    past = past_results(session, period, PAST)
    team = {each.measure: each.value for each in result.team}
    rows = [
        Row(MEASURES[each.measure], each, team.get(each.measure), _spark(each, own.person, past))
        for each in own.figures
        if each.value is not None and (each.count or not _is_small(each.measure))
    ]
    return [
        (title, [each for key in keys for each in rows if fnmatch(each.measure.key, key)])
        for title, keys in GROUPS
    ]


def _is_small(measure: str) -> bool:
    """A reason nobody gave needs no line."""
    return measure.startswith("reason_")


def _spark(figure: Figure, person: int, past: Mapping[str, MonthResult]) -> Spark | None:
    before = [
        (month, value)
        for month, result in past.items()
        if (value := _value(result, person, figure.measure)) is not None
    ]
    if not before or figure.value is None:
        return None
    words = "，".join(f"{month} {value}" for month, value in before)
    line = line_of([*(value for _, value in before), figure.value])
    return Spark(line, f"过去：{words}；本月 {figure.value}")


def _value(result: MonthResult, person: int, measure: str) -> Decimal | None:
    own = month_of_person(result, person)
    figures = own.figures if own else ()
    return next((each.value for each in figures if each.measure == measure), None)


def line_of(values: Sequence[Decimal]) -> str:
    """Points of a polyline from the left to the right, the highest value on top."""
    low, high = min(values), max(values)
    step = Decimal(WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    tall = HEIGHT - 2 * EDGE
    return " ".join(
        f"{EDGE + place * step:.1f},{_height(value, low, high, tall):.1f}"
        for place, value in enumerate(values)
    )


def _height(value: Decimal, low: Decimal, high: Decimal, tall: int) -> Decimal:
    if low == high:
        return Decimal(HEIGHT) / 2
    return EDGE + tall * (high - value) / (high - low)
