"""From which figures a closed month or year proposes whom for an honour."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from kb.policy.strict import StrictPolicy

Count = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Reached = Annotated[Decimal, Field(ge=0, le=100)]


class HonoursPolicy(StrictPolicy):
    """`least_…`: with fewer cases behind it a figure honours nobody."""

    agent_score: Reached = Decimal(80)
    agent_least_cases: Count = 10
    department_score: Reached = Decimal(80)
    department_least_received: Count = 3
    star_satisfaction: Reached = Decimal(80)
    star_least_ratings: Count = 5
    innovation_least_acts: Count = 1
    team_points: Annotated[Decimal, Field(gt=0, le=10_000)] = Decimal(5)
    year_least_months: Annotated[int, Field(ge=1, le=12, strict=True)] = 6
    """an honour of the year needs so many closed months in which the figure was there"""
