"""Who stands out by the figures of closed months, of one or of a year's. Equals stand together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter

from kb.kpi.contributing.rules import Rule
from kb.kpi.contribution import ContributionScore
from kb.kpi.figure import Figure, in_order
from kb.kpi.month import MonthResult
from kb.kpi.scoring import Scored
from kb.kpi.spread import rounded
from kb.policy.honours import HonoursPolicy
from kb.terms import Department

INNOVATIONS = frozenset({Rule.GAP_CLOSED.value, Rule.NEW_ENTRY.value})

Who = int | Department


@dataclass(frozen=True, slots=True)
class Outstanding:
    """`honour`: agent, department, star, innovation, team or special. `why`: the figure that
    speaks for them."""

    honour: str
    who: Who
    why: Figure


@dataclass(frozen=True, slots=True)
class SeriousCase:
    """A level-3 case whose final report came in time, and who handed it in."""

    person: int
    source: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Of one month: a value, what it weighs and rests on, and its rows."""

    value: Decimal
    weight: int
    count: int
    sources: tuple[str, ...]


_Parts = Mapping[Who, Sequence[_Part]]


def outstanding(
    months: Sequence[MonthResult], policy: HonoursPolicy, cases: Iterable[SeriousCase] = ()
) -> tuple[Outstanding, ...]:
    """`months`: one, or those of a year; then the figures of its months come together, and only
    of those who have them in months enough."""
    least = 1 if len(months) == 1 else policy.year_least_months
    agents, departments = _scores(months), _department_scores(months)
    found = (
        ("agent", _means("score", agents, least), policy.agent_score, policy.agent_least_cases),
        ("department", _means("score", departments, least), policy.department_score,
         policy.department_least_received),
        ("star", _means("satisfaction", _figures(months, "satisfaction"), least),
         policy.star_satisfaction, policy.star_least_ratings),
        ("innovation", _sums("innovation", _innovations(months), least), Decimal("0.01"),
         policy.innovation_least_acts),
        ("team", _sums("teamwork", _figures(months, "teamwork"), least), policy.team_points, 1),
    )  # fmt: skip
    ranked = (
        Outstanding(honour, who, figure)
        for honour, figures, reached, least_count in found
        for who, figure in _best(figures, reached, least_count)
    )
    return (*ranked, *_special(months, cases))


def _best(figures: Mapping[Who, Figure], reached: Decimal, least: int) -> list[tuple[Who, Figure]]:
    fit = [
        (who, each)
        for who, each in figures.items()
        if each.value is not None and each.value >= reached and each.count >= least
    ]
    top = max((each.value for _, each in fit if each.value is not None), default=None)
    return sorted((pair for pair in fit if pair[1].value == top), key=itemgetter(0))


def _means(measure: str, parts: _Parts, least: int) -> dict[Who, Figure]:
    return {
        who: _figure(measure, rounded(
            sum((Fraction(each.value) * each.weight for each in its), Fraction())
            / sum(each.weight for each in its)
        ), its)
        for who, its in parts.items()
        if len(its) >= least
    }  # fmt: skip


def _sums(measure: str, parts: _Parts, least: int) -> dict[Who, Figure]:
    return {
        who: _figure(measure, sum((each.value for each in its), Decimal()), its)
        for who, its in parts.items()
        if len(its) >= least
    }


def _figure(measure: str, value: Decimal, parts: Sequence[_Part]) -> Figure:
    told = in_order(name for each in parts for name in each.sources)
    return Figure(measure, value, sum(each.count for each in parts), told)


def _scores(months: Iterable[MonthResult]) -> _Parts:
    found: dict[Who, list[_Part]] = defaultdict(list)
    for month in months:
        for agent in month.agents:
            cases = next(each for each in agent.figures if each.measure == "cases")
            _add(found, agent.person, agent.scored, cases.count, cases.sources)
    return found


def _department_scores(months: Iterable[MonthResult]) -> _Parts:
    found: dict[Who, list[_Part]] = defaultdict(list)
    for month in months:
        for each in month.departments:
            told = in_order(name for figure in each.figures for name in figure.sources)
            _add(found, each.department, each.scored, each.received, told)
    return found


def _add(
    found: dict[Who, list[_Part]], who: Who, scored: Scored, count: int, told: tuple[str, ...]
) -> None:
    if scored.score is not None:
        found[who].append(_Part(scored.score, max(1, count), count, told))


def _figures(months: Iterable[MonthResult], measure: str) -> _Parts:
    found: dict[Who, list[_Part]] = defaultdict(list)
    for month in months:
        for agent in month.agents:
            for each in agent.figures:
                if each.measure == measure and each.value is not None and each.count:
                    part = _Part(each.value, each.count, each.count, each.sources)
                    found[agent.person].append(part)
    return found


def _innovations(months: Iterable[MonthResult]) -> _Parts:
    """New entries and gaps closed, less what was taken back of them in the same month."""
    found: dict[Who, list[_Part]] = defaultdict(list)
    for month in months:
        for each in month.contributions:
            part = _innovation(each)
            if part is not None:
                found[each.person].append(part)
    return found


def _innovation(score: ContributionScore) -> _Part | None:
    made = [each for each in score.items if each.measure in INNOVATIONS and each.points > 0]
    acts = {name for each in made for name in each.sources}
    lost = [each for each in score.items if each.points < 0 and acts & set(each.sources)]
    points = sum((each.points for each in (*made, *lost)), Decimal())
    return _Part(points, 1, len(made), in_order(acts)) if made else None


def _special(months: Iterable[MonthResult], cases: Iterable[SeriousCase]) -> Iterator[Outstanding]:
    """Not for those of whom an answer was found wrong in the same time."""
    mistaken = {
        score.person
        for month in months
        for score in month.contributions
        if any(each.measure == Rule.WRONG and each.points < 0 for each in score.items)
    }
    handled: dict[int, list[str]] = defaultdict(list)
    for each in cases:
        if each.person not in mistaken:
            handled[each.person].append(each.source)
    for person in sorted(handled):
        told = in_order(handled[person])
        yield Outstanding("special", person, Figure("serious_in_time", Decimal(len(told)),
                                                    len(told), told))  # fmt: skip
