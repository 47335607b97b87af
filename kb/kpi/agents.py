"""An agent's month: figures from what happened, then points, a score and a grade."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kb.kpi.agent_measures import REASONS
from kb.kpi.course import ON_THE_SPOT
from kb.kpi.figure import Figure
from kb.kpi.inputs import Rated, ServiceInputs, Timed, sources
from kb.kpi.scoring import Scored, score
from kb.kpi.spread import mean, median, percent, percentile, rounded
from kb.policy.kpi import KpiPolicy, Marks, Teamwork
from kb.terms import Level

OWN = ("responses", "closings", "rounds", "ratings", "first_times", "counted", "views")
SATISFACTIONS = ("satisfied", "neutral", "dissatisfied")
PER_HEAD = frozenset(
    {"cases", ON_THE_SPOT, "reopenings", "escalations", "contribution", "quiz", "teamwork"}
    | {*SATISFACTIONS, *(f"reason_{each}" for each in REASONS)}
)
"""of these the team's figure is the mean of its people; all others are taken over all cases"""
COUNTS = {ON_THE_SPOT: ON_THE_SPOT, "reopenings": "reopening", "escalations": "escalation"}
P90 = 90
TEAMWORK = ("advice", "advice_in_time", "handover", "note")


@dataclass(frozen=True, slots=True)
class AgentMonth:
    person: int
    figures: tuple[Figure, ...]
    scored: Scored


def score_agents(
    inputs: ServiceInputs,
    contributions: Mapping[int, Figure],
    quizzes: Mapping[int, Figure],
    policy: KpiPolicy,
) -> tuple[tuple[AgentMonth, ...], tuple[Figure, ...]]:
    """Each person's, by id, and the team's figures."""
    team_mean = mean(_mark(each, policy.marks) for each in inputs.ratings)
    shares = _by_person(inputs)
    made = []
    for person in sorted({*shares, *contributions, *quizzes}):
        own = shares.get(person, ServiceInputs())
        figures = (
            *_figures(own, policy, team_mean),
            contributions.get(person) or Figure("contribution", _zero_if(_served(own)), 0),
            quizzes.get(person) or Figure("quiz", None, 0),
        )
        made.append(AgentMonth(person, figures, score(figures, policy.agents, policy)))
    return tuple(made), _team(inputs, made, policy, team_mean)


def _by_person(inputs: ServiceInputs) -> dict[int, ServiceInputs]:
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for kind in OWN:
        for each in getattr(inputs, kind):
            if each.person is not None:
                found[each.person][kind].append(each)
    return {
        person: ServiceInputs(**{kind: tuple(own) for kind, own in theirs.items()})
        for person, theirs in found.items()
    }


def _figures(own: ServiceInputs, policy: KpiPolicy, team_mean: Fraction | None) -> Iterator[Figure]:
    yield _count("cases", own, own.closings)
    yield from _times("first_response", own.responses)
    yield from _times("resolution", own.closings)
    yield _share("clocks_met", own.rounds, lambda each: each.met)
    yield from _ratings(own, policy.marks, team_mean)
    yield _share("right_first_time", own.first_times, lambda each: each.right)
    for measure, kind in COUNTS.items():
        yield _count(measure, own, [each for each in own.counted if each.kind == kind])
    yield _teamwork(own, policy.teamwork)
    for view in ("supervisor", "own"):
        said = [each for each in own.views if each.view == view]
        value = _rounded(mean(each.mark for each in said))
        yield Figure(f"{view}_view", value, len(said), sources(said))


def _team(
    inputs: ServiceInputs,
    people: Sequence[AgentMonth],
    policy: KpiPolicy,
    team_mean: Fraction | None,
) -> tuple[Figure, ...]:
    """Without sources: those are each person's."""
    whole = ServiceInputs(
        inputs.responses, inputs.closings,
        tuple(each for each in inputs.rounds if each.department is None),
        inputs.ratings, inputs.first_times, inputs.counted, views=inputs.views,
    )  # fmt: skip
    pooled = (*_figures(whole, policy, team_mean), *(Figure(each, None, 0) for each in ADDED))
    return tuple(
        _per_head(each, people)
        if each.measure in PER_HEAD
        else Figure(each.measure, each.value, each.count)
        for each in pooled
    )


ADDED = ("contribution", "quiz")


def _per_head(figure: Figure, people: Sequence[AgentMonth]) -> Figure:
    theirs = [each for one in people for each in one.figures if each.measure == figure.measure]
    known = [each.value for each in theirs if each.value is not None]
    return Figure(figure.measure, _rounded(mean(known)), len(known))


def _times(key: str, timed: Iterable[Timed]) -> Iterator[Figure]:
    of_level: dict[Level, list[Timed]] = defaultdict(list)
    for each in timed:
        of_level[each.level].append(each)
    for level in Level:
        found = of_level[level]
        minutes = [Fraction(each.seconds, 60) for each in found]
        named = f"{key}_{level.value}"
        spread = {
            "mean": mean(minutes), "median": median(minutes), "p90": percentile(minutes, P90),
        }  # fmt: skip
        for word, value in spread.items():
            yield Figure(f"{named}_{word}", _rounded(value), len(found), sources(found))


def _ratings(own: ServiceInputs, marks: Marks, team_mean: Fraction | None) -> Iterator[Figure]:
    rated = own.ratings
    for satisfaction in SATISFACTIONS:
        found = [each for each in rated if each.satisfaction == satisfaction]
        yield _count(satisfaction, own, found)
    for reason in REASONS:
        found = [each for each in rated if each.reason == reason]
        yield _count(f"reason_{reason}", own, found)
    given = [_mark(each, marks) for each in rated]
    told = sources(rated)
    yield Figure("satisfaction_raw", _rounded(mean(given)), len(given), told)
    yield Figure("satisfaction", _shrunk(given, team_mean, marks.prior), len(given), told)


def _shrunk(given: Sequence[Decimal], team_mean: Fraction | None, prior: int) -> Decimal | None:
    """None without a rating of one's own: the team's mean says nothing of somebody."""
    if not given or team_mean is None:
        return None
    whole = sum((Fraction(each) for each in given), Fraction()) + prior * team_mean
    return rounded(whole / (len(given) + prior))


def _teamwork(own: ServiceInputs, worth: Teamwork) -> Figure:
    found = [each for each in own.counted if each.kind in TEAMWORK]
    number = {kind: sum(each.kind == kind for each in found) for kind in TEAMWORK}
    advices = number["advice"] + number["advice_in_time"]
    points = (
        worth.advice * advices
        + worth.advice_in_time * number["advice_in_time"]
        + worth.handover * number["handover"]
        + worth.note * min(number["note"], worth.most_notes)
    )
    value = rounded(points) if found or _served(own) else None
    return Figure("teamwork", value, len(found), sources(found))


def _served(own: ServiceInputs) -> bool:
    """Whether they worked on tickets at all: only then nothing is a nought."""
    spoke = any(each.kind == ON_THE_SPOT for each in own.counted)
    return spoke or bool(own.responses or own.closings or own.rounds)


def _zero_if(served: bool) -> Decimal | None:
    return rounded(0) if served else None


def _mark(rated: Rated, marks: Marks) -> Decimal:
    mark: Decimal = getattr(marks, rated.satisfaction)
    return mark


def _count(measure: str, own: ServiceInputs, found: Sequence[Any]) -> Figure:
    value = Decimal(len(found)) if found or _served(own) else None
    return Figure(measure, value, len(found), sources(found))


def _share(measure: str, found: Sequence[Any], good: Callable[[Any], bool]) -> Figure:
    value = percent(sum(good(each) for each in found), len(found))
    return Figure(measure, value, len(found), sources(found))


def _rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value)
