"""What differs between two results of the same month."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kb.kpi.month import MonthResult
from kb.kpi.scoring import Scored


@dataclass(frozen=True, slots=True)
class Moved:
    """`who`: a person's id or a department. None: no value on that side."""

    who: int | str
    measure: str
    before: Decimal | None
    after: Decimal | None


def moved(before: MonthResult, after: MonthResult) -> tuple[Moved, ...]:
    """By who and measure; departments after the people."""
    old, new = dict(_named(before)), dict(_named(after))
    names = sorted({*old, *new}, key=lambda each: (isinstance(each[0], str), *map(str, each)))
    return tuple(
        Moved(*name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    )


def _named(result: MonthResult) -> Iterator[tuple[tuple[int | str, str], Decimal | None]]:
    for agent in result.agents:
        yield from _values(agent.person, agent.scored)
        yield from (((agent.person, each.measure), each.value) for each in agent.figures)
    for each in result.departments:
        yield from _values(each.department.value, each.scored)
        yield from (
            ((each.department.value, figure.measure), figure.value) for figure in each.figures
        )


def _values(
    who: int | str, scored: Scored
) -> Iterator[tuple[tuple[int | str, str], Decimal | None]]:
    yield (who, "score"), scored.score
