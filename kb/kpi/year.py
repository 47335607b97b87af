"""A year: the weighted mean of its months."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pydantic import TypeAdapter

from kb.kpi.month import MonthResult
from kb.kpi.scoring import grade_of
from kb.kpi.spread import rounded
from kb.policy.kpi import KpiPolicy


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    month: str
    score: Decimal
    weight: int


@dataclass(frozen=True, slots=True)
class YearScore:
    """`who`: a person's id or a department. `months`: those with a score, the first one first."""

    who: int | str
    months: tuple[MonthOfYear, ...]
    score: Decimal
    grade: str


@dataclass(frozen=True, slots=True)
class YearResult:
    year: str
    agents: tuple[YearScore, ...]
    departments: tuple[YearScore, ...]


def read_year_result(document: str) -> YearResult:
    return _RESULT.validate_json(document)


def score_year(year: str, months: Iterable[MonthResult], policy: KpiPolicy) -> YearResult:
    agents: dict[int, list[MonthOfYear]] = defaultdict(list)
    departments: dict[str, list[MonthOfYear]] = defaultdict(list)
    for month in sorted(months, key=lambda each: each.month):
        for agent in month.agents:
            if agent.scored.score is not None:
                cases = next(each.count for each in agent.figures if each.measure == "cases")
                agents[agent.person].append(
                    MonthOfYear(month.month, agent.scored.score, _weight(cases, policy))
                )
        for each in month.departments:
            if each.scored.score is not None:
                departments[each.department.value].append(
                    MonthOfYear(month.month, each.scored.score, _weight(each.received, policy))
                )
    return YearResult(
        year,
        tuple(_mean(who, agents[who], policy) for who in sorted(agents)),
        tuple(_mean(who, departments[who], policy) for who in sorted(departments)),
    )


_RESULT = TypeAdapter(YearResult)


def _weight(cases: int, policy: KpiPolicy) -> int:
    """A month without a closed ticket still counts a little: it has a score."""
    return max(1, cases) if policy.year_by == "cases" else 1


def _mean(who: int | str, months: Sequence[MonthOfYear], policy: KpiPolicy) -> YearScore:
    total = sum((Fraction(each.score) * each.weight for each in months), Fraction())
    reached = rounded(total / sum(each.weight for each in months))
    return YearScore(who, tuple(months), reached, grade_of(reached, policy))
