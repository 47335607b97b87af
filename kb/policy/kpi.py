"""How figures become a month's score, and when a month is closed."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kb.policy.strict import StrictPolicy

Points = Annotated[Decimal, Field(ge=-1000, le=1000)]
Share = Annotated[Decimal, Field(ge=0, le=100)]
Corner = tuple[Decimal, Share]
Weight = Annotated[int, Field(ge=0, le=1000, strict=True)]


class ScoredPart(StrictPolicy):
    """`curve`: from the measure's value to 0…100, straight between its corners, flat beyond. The
    value that brings 100 is the target."""

    measure: Annotated[str, Field(min_length=1, max_length=60)]
    weight: Weight
    curve: Annotated[tuple[Corner, ...], Field(min_length=2)]

    @property
    def target(self) -> Decimal:
        return max(self.curve, key=lambda corner: corner[1])[0]

    @model_validator(mode="after")
    def _corners_in_order(self) -> Self:
        if any(one[0] >= other[0] for one, other in pairwise(self.curve)):
            raise ValueError("curve 的各点须按数值从小到大写")
        return self


class Band(StrictPolicy):
    """A grade: a score of `at_least` or more."""

    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    label: Annotated[str, Field(min_length=1, max_length=20)]
    at_least: Share


class Marks(StrictPolicy):
    """What a rating is worth."""

    satisfied: Points = Decimal(100)
    neutral: Points = Decimal(60)
    dissatisfied: Points = Decimal(-20)
    prior: Annotated[int, Field(ge=0, le=100, strict=True)] = 5
    """so many ratings of the team's mean are added to everybody's own"""


class Teamwork(StrictPolicy):
    advice: Points = Decimal(2)
    advice_in_time: Points = Decimal(1)
    """more, where it came within so many minutes"""
    advice_minutes: Annotated[int, Field(ge=1, le=1440, strict=True)] = 10
    handover: Points = Decimal(1)
    note: Points = Decimal("0.5")
    most_notes: Annotated[int, Field(ge=0, le=1000, strict=True)] = 10


def _part(measure: str, weight: int, *curve: tuple[int, int]) -> ScoredPart:
    return ScoredPart.model_validate({"measure": measure, "weight": weight, "curve": curve})


AGENTS = (
    _part("clocks_met", 20, (50, 0), (80, 60), (95, 100)),
    _part("first_response_1_median", 5, (5, 100), (10, 60), (30, 0)),
    _part("resolution_1_median", 5, (30, 100), (120, 60), (600, 0)),
    _part("satisfaction", 20, (0, 0), (60, 60), (90, 100)),
    _part("right_first_time", 15, (50, 0), (80, 60), (95, 100)),
    _part("escalations", 5, (0, 100), (1, 60), (3, 0)),
    _part("contribution", 15, (0, 0), (10, 60), (40, 100)),
    _part("quiz", 5, (0, 0), (60, 60), (90, 100)),
    _part("teamwork", 5, (0, 0), (5, 60), (20, 100)),
    _part("supervisor_view", 5, (1, 0), (3, 60), (5, 100)),
)
DEPARTMENTS = (
    _part("department_in_time", 30, (50, 0), (80, 60), (95, 100)),
    _part("department_kept", 20, (50, 0), (80, 60), (95, 100)),
    _part("department_solved", 30, (30, 0), (70, 60), (95, 100)),
    _part("department_cooperation", 20, (1, 0), (3, 60), (5, 100)),
)


class KpiPolicy(StrictPolicy):
    close_day: Annotated[int, Field(ge=2, le=28, strict=True)] = 5
    """a month is closed on this day of the next; not the first, as a rating may be changed for a
    day"""
    close_hour: Annotated[int, Field(ge=0, le=23, strict=True)] = 6
    settled_after_days: Annotated[int, Field(ge=1, le=60, strict=True)] = 7
    """a closed ticket that did not come back for so long was right the first time"""
    least_share: Share = Decimal(40)
    """of the weights in percent; where less was measured there is no score"""
    year_by: Literal["cases", "months"] = "cases"
    """what a month weighs in its year: its closed tickets and received referrals, or all alike"""
    marks: Marks = Marks()
    teamwork: Teamwork = Teamwork()
    agents: tuple[ScoredPart, ...] = AGENTS
    departments: tuple[ScoredPart, ...] = DEPARTMENTS
    grades: Annotated[tuple[Band, ...], Field(min_length=1)] = (
        Band(name="excellent", label="优秀", at_least=Decimal(90)),
        Band(name="good", label="良好", at_least=Decimal(80)),
        Band(name="fair", label="合格", at_least=Decimal(60)),
        Band(name="weak", label="待改进", at_least=Decimal(0)),
    )
    """the highest first; the last one begins at 0"""

    @model_validator(mode="after")
    def _each_measure_once(self) -> Self:
        for parts in (self.agents, self.departments):
            _require_once(each.measure for each in parts)
            if not sum(each.weight for each in parts):
                raise ValueError("weight 不能全是 0")
        return self

    @model_validator(mode="after")
    def _grades_in_order(self) -> Self:
        _require_once(each.name for each in self.grades)
        falls = all(one.at_least > other.at_least for one, other in pairwise(self.grades))
        if not falls or self.grades[-1].at_least:
            raise ValueError("grades 须从高到低写，最后一档从 0 起")
        return self


def _require_once(names: Iterable[str]) -> None:
    known: set[str] = set()
    for each in names:
        if each in known:
            raise ValueError(f"{each} 写了两次")
        known.add(each)
