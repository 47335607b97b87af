"""Everything that was accepted, in order, and which of it still stands."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from kb.contributions import ContributionKind
from kb.kpi.contributing.endings import Ending, endings
from kb.kpi.contributing.inputs import Act, ContributionInputs
from kb.kpi.contributing.rules import Line, Worth
from kb.kpi.contribution import ContributionScore
from kb.period import Period, month_of, neighbour
from kb.policy import ContributionPolicy

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Past:
    """What was accepted before the end of `period`; of `inputs` what it led to is not looked at.
    `policy` scores that period; the months before keep the one that was in force at their end."""

    inputs: ContributionInputs
    policy: ContributionPolicy
    period: Period
    worths: dict[int, Worth] = field(default_factory=dict, repr=False)
    """by act, as far as they were asked for"""
    accepted: dict[str, Sequence[Line]] = field(default_factory=dict, repr=False)
    """by month, what its acts brought, as far as it was asked for"""
    came_to: dict[str, dict[str, tuple[object, Sequence[Line]]]] = field(
        default_factory=dict, repr=False
    )
    """by month and entry, from what it achieved to what that brought"""
    scores: dict[int, tuple[Sequence[Line], ContributionScore]] = field(
        default_factory=dict, repr=False
    )
    """by person, from what `period` brought to what counts of it"""
    _held: dict[str, ContributionPolicy] = field(default_factory=dict, repr=False)
    _trading: dict[str, dict[int, frozenset[int]]] = field(default_factory=dict, repr=False)

    @cached_property
    def acts(self) -> Sequence[Act]:
        """Oldest first."""
        before = (each for each in self.inputs.acts if each.at < self.period.end)
        return sorted(before, key=lambda each: (each.at, each.id))

    @cached_property
    def by_id(self) -> dict[int, Act]:
        return {act.id: act for act in self.acts}

    @cached_property
    def of_entry(self) -> dict[str, list[Act]]:
        found: dict[str, list[Act]] = {}
        for act in self.acts:
            found.setdefault(act.entry, []).append(act)
        return found

    @cached_property
    def endings(self) -> dict[int, Ending]:
        def soon(at: datetime) -> int:
            return self.policy_of(month_of(at)).costs.withdrawn_days

        return dict(endings(self.inputs, self.period.end, soon))

    def within(self, period: Period) -> Sequence[Act]:
        begin = bisect_left(self._moments, period.begin)
        return self.acts[begin : bisect_left(self._moments, period.end)]

    def policy_of(self, period: Period) -> ContributionPolicy:
        if period.end >= self.period.end or not self.inputs.policies:
            return self.policy
        if period.key not in self._held:
            versions = sorted(self.inputs.policies, key=lambda each: each[0])
            held = [policy for since, policy in versions if since < period.end]
            self._held[period.key] = held[-1] if held else versions[0][1]
        return self._held[period.key]

    def stood(self, act: Act, at: datetime) -> bool:
        """It was accepted and credited, and nothing had ended it."""
        ending = self.endings.get(act.id)
        return act.uncredited is None and act.at < at and (ending is None or ending.at >= at)

    def are_trading(self, one: int, other: int, at: datetime) -> bool:
        """They approve each other all the time, or in a circle, by the months up to this one."""
        return other in self.partners(one, at)

    def partners(self, person: int, at: datetime) -> frozenset[int]:
        """With whom somebody is trading."""
        month = month_of(at)
        if month.key not in self._trading:
            self._trading[month.key] = self._partners(month)
        return self._trading[month.key].get(person, NOBODY)

    def _partners(self, month: Period) -> dict[int, frozenset[int]]:
        rule = self.policy_of(month).reciprocity
        first = neighbour(month, 1 - rule.months)
        window = Period(month.key, month.label, first.begin, month.end)
        both = [(each.contributor, each.reviewer) for each in self.within(window)]
        counted = Counter((one, other) for one, other in both if other is not None)
        whole = Counter(one for one, other in both if other is not None)
        approved: dict[int, list[int]] = {}
        for (writer, reviewer), count in counted.items():
            if count >= rule.fewest and count >= rule.share * whole[writer]:
                approved.setdefault(writer, []).append(reviewer)
        reached = {writer: _reached(writer, approved) for writer in approved}
        return {
            one: frozenset(each for each in others if one in reached.get(each, NOBODY)) - {one}
            for one, others in reached.items()
        }

    @cached_property
    def _moments(self) -> list[datetime]:
        return [each.at for each in self.acts]


def _reached(writer: int, approved: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """Who approves most of theirs, who approves most of those people's, and so on."""
    found: set[int] = set()
    ahead = list(approved[writer])
    while ahead:
        each = ahead.pop()
        if each not in found:
            found.add(each)
            ahead += approved.get(each, ())
    return frozenset(found)


def is_recheck(act: Act) -> bool:
    return act.kind is ContributionKind.RECHECK
