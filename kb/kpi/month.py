"""A month of the whole service: from its inputs to its result, the same for the same history."""

from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from kb.kpi.agents import AgentMonth, score_agents
from kb.kpi.canonical import canonical, checksum
from kb.kpi.contributing import ContributionInputs, Past, score_contributions
from kb.kpi.contribution import ContributionScore
from kb.kpi.departments import DepartmentMonth, score_departments
from kb.kpi.figure import Figure, in_order
from kb.kpi.inputs import ServiceInputs
from kb.kpi.spread import rounded
from kb.period import Period
from kb.policy import Policies

METHOD = 2
"""Of reckoning: raised whenever the same history comes to other inputs or figures than before. A
month keeps what it was closed with."""


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """`quizzes`: by person, what their tests of the month came to."""

    service: ServiceInputs
    contribution: ContributionInputs
    quizzes: tuple[tuple[int, Figure], ...] = ()


@dataclass(frozen=True, slots=True)
class MonthResult:
    """`month`: its key, 2026-10. `inputs`: the checksum of what it was made from, empty where
    nobody asked for it. `agents` and `contributions` by person, `departments` by name. `method`:
    by which it was reckoned; documents of the first one do not say so."""

    month: str
    policy: int
    inputs: str
    agents: tuple[AgentMonth, ...]
    team: tuple[Figure, ...]
    departments: tuple[DepartmentMonth, ...]
    contributions: tuple[ContributionScore, ...]
    method: int = 1


def score_month(
    inputs: MonthInputs, policies: Policies, period: Period, past: Past | None = None
) -> MonthResult:
    """`past`: of the same acts, where it is known."""
    contributions = score_contributions(inputs.contribution, policies.contribution, period, past)
    agents, team = score_agents(
        inputs.service,
        {each.person: _figure(each) for each in contributions},
        dict(inputs.quizzes),
        policies.kpi,
    )
    return MonthResult(
        month=period.key,
        policy=policies.version,
        inputs="",
        agents=agents,
        team=team,
        departments=score_departments(inputs.service, policies.kpi),
        contributions=contributions,
        method=METHOD,
    )


def with_checksum(result: MonthResult, inputs: MonthInputs) -> MonthResult:
    """Ready to be compared or sealed; pages do without, as it takes longer than all the rest."""
    return replace(result, inputs=checksum(inputs))


def write_result(result: MonthResult) -> bytes:
    return canonical(result)


def read_result(document: str | bytes) -> MonthResult:
    return _RESULT.validate_json(document)


def _figure(score: ContributionScore) -> Figure:
    told = in_order(name for each in score.items for name in each.sources)
    return Figure("contribution", rounded(score.points), len(score.items), told)


_RESULT = TypeAdapter(MonthResult)
