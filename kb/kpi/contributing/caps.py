"""Monthly caps: what counts of what was earned, and how full each cap is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kb.kpi.contributing.rules import Line, Rule, told
from kb.kpi.contribution import ContributionScore
from kb.policy import ContributionPolicy

TOTAL = "合计"


@dataclass(frozen=True, slots=True)
class CapLine:
    """`earned`: what counted, costs left aside."""

    label: str
    earned: Decimal
    cap: Decimal

    @property
    def is_full(self) -> bool:
        return self.earned >= self.cap


def capped(lines: Sequence[Line], policy: ContributionPolicy) -> Iterator[Line]:
    """One person's lines of a month, in order. Costs have no cap."""
    left = {rule: cap for rule in Rule if (cap := cap_of(rule, policy)) is not None}
    whole = policy.caps.total
    for each in sorted(lines, key=_place):
        room = min(left.get(each.rule, whole), whole)
        if each.points <= 0:
            yield each
            continue
        counted = min(each.points, room)
        whole -= counted
        if each.rule in left:
            left[each.rule] -= counted
        yield each if counted == each.points else _cut(each, counted)


def cap_lines(score: ContributionScore, policy: ContributionPolicy) -> list[CapLine]:
    """Of the rules by which something was earned, and of all together."""
    earned: dict[str, Decimal] = {}
    for item in score.items:
        if item.points > 0:
            earned[item.measure] = earned.get(item.measure, Decimal(0)) + item.points
    lines = [
        CapLine(rule.label, earned[rule.value], cap)
        for rule in Rule
        if rule.value in earned and (cap := cap_of(rule, policy)) is not None
    ]
    if not lines:
        return []
    return [*lines, CapLine(TOTAL, sum(earned.values(), Decimal(0)), policy.caps.total)]


def cap_of(rule: Rule, policy: ContributionPolicy) -> Decimal | None:
    """None for what is taken off."""
    caps: dict[str, Decimal] = dict(policy.caps)
    return caps.get(rule.name.lower())


def summed(lines: Iterable[Line]) -> Decimal:
    return sum((each.points for each in lines), Decimal("0.00"))


def _cut(line: Line, counted: Decimal) -> Line:
    cut = f"到了每月上限，{told(line.points)} 分只计 {told(counted)} 分。"
    return replace(line, points=counted, why=f"{line.why.removesuffix('。')}；{cut}")


def _place(line: Line) -> tuple[int, int, str, tuple[str, ...]]:
    return _ORDER[line.rule], line.act, line.about, line.sources


_ORDER = {rule: place for place, rule in enumerate(Rule)}
