"""Acts and outcomes for the tests of what contributions are worth."""

from datetime import datetime, timedelta
from decimal import Decimal

from kb.contributions import ContributionKind, Grade
from kb.kpi.contributing import Act, Answer, ContributionInputs, score_contributions
from kb.kpi.contribution import ContributionScore
from kb.period import Period, month
from kb.policy import ContributionPolicy
from world import shanghai

OCTOBER, NOVEMBER, DECEMBER = (month(2026, each) for each in (10, 11, 12))
POLICY = ContributionPolicy()
WANG, CHEN, ZHOU, LI = 1, 2, 3, 4


def on(day: int, of: int = 10) -> datetime:
    return shanghai(2026, of, day, 10)


def act(number: int, kind: ContributionKind, entry: str, at: datetime, **more: object) -> Act:
    """By 小王, reviewed by 周明; its id is its number."""
    usual: dict[str, object] = {
        "contributor": WANG,
        "reviewer": None if kind is ContributionKind.RECHECK else ZHOU,
        "grade": Grade.B,
        "begins": kind is ContributionKind.NEW_ENTRY,
    }
    fields = usual | more
    return Act(id=number, kind=kind, entry=entry, number=number, at=at, since=at, **fields)  # type: ignore[arg-type]


def new_entry(number: int, entry: str, at: datetime, **more: object) -> Act:
    return act(number, ContributionKind.NEW_ENTRY, entry, at, **more)


def confirmations(
    first: int, count: int, entry: str, at: datetime, **more: object
) -> tuple[Answer, ...]:
    """Each in its own conversation."""
    return tuple(
        Answer(first + each, first + each, (entry,), at + timedelta(minutes=each), **more)  # type: ignore[arg-type]
        for each in range(count)
    )


def joined(*parts: ContributionInputs) -> ContributionInputs:
    fields = ContributionInputs.__dataclass_fields__
    return ContributionInputs(**{
        name: tuple(row for part in parts for row in getattr(part, name)) for name in fields
    })  # fmt: skip


def points(
    inputs: ContributionInputs,
    period: Period = OCTOBER,
    policy: ContributionPolicy = POLICY,
) -> dict[int, Decimal]:
    return {each.person: each.points for each in score_contributions(inputs, policy, period)}


def total(inputs: ContributionInputs, *periods: Period) -> Decimal:
    """Of everybody, in all these months."""
    found = (points(inputs, each).values() for each in periods or (OCTOBER,))
    return sum((each for values in found for each in values), Decimal(0))


def of(inputs: ContributionInputs, person: int, period: Period = OCTOBER) -> ContributionScore:
    found = score_contributions(inputs, POLICY, period)
    return next(each for each in found if each.person == person)


def uncapped() -> ContributionPolicy:
    """For what has to be seen before a cap hides it."""
    caps = {name: Decimal(1000) for name in type(POLICY.caps).model_fields}
    return POLICY.model_copy(update={"caps": POLICY.caps.model_copy(update=caps)})
