"""Closed months with figures that somebody chose, for what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from kb.acts.propose_honours import propose_honours
from kb.appraisals.sealed_month import SealedMonth, Weighed, seal
from kb.kpi.agents import AgentMonth
from kb.kpi.contribution import ContributionScore, Item
from kb.kpi.departments import DepartmentMonth
from kb.kpi.figure import Figure
from kb.kpi.month import MonthResult, write_result
from kb.kpi.scoring import Scored, grade_of
from kb.people.person import colleagues
from kb.period import Period, month_of, neighbour
from kb.policy.kpi import KpiPolicy
from kb.terms import Department


@dataclass(frozen=True)
class Did:
    """What a colleague's month came to. `ideas`: points of new entries."""

    score: str
    cases: int = 20
    satisfaction: str = "70"
    ratings: int = 8
    teamwork: str = "0"
    ideas: str = "0"


def month_result(
    month: str,
    agents: Mapping[int, Did],
    departments: Mapping[Department, tuple[str, int]] | None = None,
) -> MonthResult:
    return MonthResult(
        month=month,
        policy=1,
        inputs="chosen",
        agents=tuple(_agent(person, did) for person, did in sorted(agents.items())),
        team=(),
        departments=tuple(
            DepartmentMonth(department, received, (), _scored(score))
            for department, (score, received) in sorted((departments or {}).items())
        ),
        contributions=tuple(
            _ideas(person, did) for person, did in sorted(agents.items()) if did.ideas != "0"
        ),
    )


def seal_result(
    session: Session, period: Period, result: MonthResult, now: datetime
) -> SealedMonth:
    document = write_result(result).decode()
    return seal(session, Weighed(period.key, now, 1, "chosen", document), by=None, now=now)


def close_last_month(session: Session, now: datetime) -> None:
    """Of the demo club: 小王 was weak, 周敏 and 场地部 were good."""
    period = neighbour(month_of(now), -1)
    ids = {each.login: each.id for each in colleagues(session)}
    agents = {ids["agent"]: Did("48.20", teamwork="12"), ids["supervisor"]: Did("93")}
    result = month_result(period.key, agents, {Department.VENUE: ("88", 4)})
    seal_result(session, period, result, now)
    propose_honours(session, period, now=now)


def _agent(person: int, did: Did) -> AgentMonth:
    figures = (
        Figure("cases", Decimal(did.cases), did.cases, ("history:1",)),
        Figure("satisfaction", Decimal(did.satisfaction), did.ratings, ("history:2",)),
        Figure("teamwork", Decimal(did.teamwork), int(did.teamwork != "0"), ("history:3",)),
    )
    return AgentMonth(person, figures, _scored(did.score))


def _scored(score: str) -> Scored:
    reached = Decimal(score)
    return Scored((), Decimal(100), reached, grade_of(reached, KpiPolicy()))


def _ideas(person: int, did: Did) -> ContributionScore:
    item = Item("contribution_new_entry", Decimal(did.ideas), "tennis", ("contribution:31",), "新")
    return ContributionScore(person, (), (item,), Decimal(did.ideas))
