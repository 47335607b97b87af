"""What a contribution to the base is worth, and what is taken off. Explained in docs/kpi.md."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from kb.policy.strict import StrictPolicy

Points = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=2)]
Count = Annotated[int, Field(ge=1, le=1000, strict=True)]
Days = Annotated[int, Field(ge=0, le=3660, strict=True)]
Months = Annotated[int, Field(ge=1, le=120, strict=True)]


class ActPoints(StrictPolicy):
    """For an accepted act of each kind, before grade and shares. `variants`: for each wording."""

    new_entry: Points = Decimal(3)
    gap_closed: Points = Decimal(4)
    better_answer: Points = Decimal(2)
    correction: Points = Decimal("0.5")
    variants: Points = Decimal("0.2")
    recheck: Points = Decimal("0.3")
    most_variants: Count = 5


class GradeFactors(StrictPolicy):
    A: Annotated[Decimal, Field(gt=0, le=10, decimal_places=2)] = Decimal("1.5")
    B: Annotated[Decimal, Field(gt=0, le=10, decimal_places=2)] = Decimal(1)
    C: Annotated[Decimal, Field(gt=0, le=10, decimal_places=2)] = Decimal("0.5")


class Sharing(StrictPolicy):
    """`reviewer`: of an act's points and of what it leads to. `repeat`: by this much an act is
    worth less for each earlier one on the same entry within `repeat_days`."""

    reviewer: Share = Decimal("0.15")
    repeat: Share = Decimal("0.5")
    repeat_days: Days = 90


class Reciprocity(StrictPolicy):
    """Two people approve each other all the time when each had `fewest` acts or more reviewed by
    the other in these months, and these are such a `share` of all their acts."""

    months: Months = 3
    fewest: Count = 4
    share: Share = Decimal("0.6")


class OutcomePoints(StrictPolicy):
    """What an entry achieved in a month, shared by those who wrote it. `…_most`: for one entry and
    month. `gap_answers`: for each doubling of the questions that a closed gap now answers."""

    confirmed: Points = Decimal("0.2")
    confirmed_most: Points = Decimal(2)
    reused: Points = Decimal("0.5")
    reused_most: Points = Decimal(2)
    gap_answers: Points = Decimal("0.5")
    gap_months: Months = 3
    fresh: Points = Decimal("0.2")
    early_days: Days = 30
    lasting_months: Months = 12


class Costs(StrictPolicy):
    """`withdrawn_days`: what is withdrawn so soon after an act takes back what the act earned.
    `answer_for_days`: so long an act stands for the text it left."""

    wrong: Points = Decimal(3)
    outdated: Points = Decimal(1)
    duplicate: Points = Decimal(1)
    withdrawn_days: Days = 30
    answer_for_days: Days = 180


class Caps(StrictPolicy):
    """For one person and month, by rule; `total` of all together, before what is taken off."""

    new_entry: Points = Decimal(15)
    gap_closed: Points = Decimal(16)
    better_answer: Points = Decimal(12)
    correction: Points = Decimal(4)
    variants: Points = Decimal(4)
    recheck: Points = Decimal(4)
    review: Points = Decimal(6)
    confirmed: Points = Decimal(20)
    reused: Points = Decimal(12)
    gap_answers: Points = Decimal(8)
    fresh: Points = Decimal(3)
    total: Points = Decimal(60)


class ContributionPolicy(StrictPolicy):
    points: ActPoints = ActPoints()
    grades: GradeFactors = GradeFactors()
    sharing: Sharing = Sharing()
    reciprocity: Reciprocity = Reciprocity()
    outcomes: OutcomePoints = OutcomePoints()
    costs: Costs = Costs()
    caps: Caps = Caps()
