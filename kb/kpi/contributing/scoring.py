"""The score of a month. What an act earned is remembered for the month in which it ends: there all
of it is taken back, and months that are over stay as they were."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from kb.contributions import ContributionKind
from kb.kpi.contributing.accepted import accepted, upheld
from kb.kpi.contributing.caps import capped, summed
from kb.kpi.contributing.inputs import Act, ContributionInputs, Earned
from kb.kpi.contributing.outcomes import achieved
from kb.kpi.contributing.past import Past
from kb.kpi.contributing.rules import Line, Rule
from kb.kpi.contribution import ContributionScore, Item
from kb.kpi.figure import in_order, source
from kb.period import Period, month_of, neighbour
from kb.policy import ContributionPolicy

SoFar = dict[tuple[int, int], Decimal]
"""what counted of it, by act and person"""


def score_contributions(
    inputs: ContributionInputs, policy: ContributionPolicy, period: Period
) -> tuple[ContributionScore, ...]:
    """Of a month, by person. Whoever neither did nor earned anything is not there."""
    past = Past(inputs, policy, period)
    earned: SoFar = {}
    for each in inputs.earned:
        _add(earned, each.act, each.person, each.points)
    for month in _months_before(past, _ended(past, period)):
        if month.key not in inputs.closed:
            _remember(earned, _counted(past, month, earned))
    return _scores(past, list(_counted(past, period, earned)))


def look_back(
    inputs: ContributionInputs, policy: ContributionPolicy, period: Period
) -> tuple[frozenset[int], list[Period]]:
    """The acts of earlier months that end in this one, and the months in which they may have
    earned: these months' outcomes have to be known, or what they earned. In `inputs` both may
    still be missing."""
    past = Past(inputs, policy, period)
    ended = _ended(past, period)
    return frozenset(ended), list(_months_before(past, ended))


def earned_in(
    month: str, scores: Iterable[ContributionScore], acts: Collection[int]
) -> Iterator[Earned]:
    """What counted of these acts in a month that was told."""
    names = {source("contribution", act): act for act in acts}
    for score in scores:
        for item in score.items:
            act = next((names[each] for each in item.sources if each in names), None)
            if act is not None and item.measure in EARNING:
                yield Earned(month, act, score.person, item.points)


def _months_before(past: Past, ended: dict[int, Act]) -> Iterator[Period]:
    """From that of the oldest of these acts on."""
    if ended:
        month = month_of(min(act.at for act in ended.values()))
        while month.begin < past.period.begin:
            yield month
            month = neighbour(month, 1)


def _counted(past: Past, month: Period, earned: SoFar) -> Iterator[Line]:
    """What was earned before is looked at for what is taken back."""
    by_person: dict[int, list[Line]] = {}
    found = [*accepted(past, month), *achieved(past, month), *upheld(past, month)]
    for line in (*found, *_taken_back(past, month, earned)):
        by_person.setdefault(line.person, []).append(line)
    policy = past.policy_of(month)
    for person in sorted(by_person):
        yield from capped(by_person[person], policy)


def _taken_back(past: Past, month: Period, earned: SoFar) -> Iterator[Line]:
    ended = _ended(past, month)
    for (act_id, person), points in sorted(earned.items()):
        act = ended.get(act_id)
        if act is None or not points:
            continue
        ending = past.endings[act_id]
        why = f"{ending.why}，以前各月计过的 {points:f} 分收回。"
        sources = in_order((source("contribution", act_id), ending.source))
        yield Line(person, ending.rule, -points, act_id, act.entry, sources, why)


def _ended(past: Past, month: Period) -> dict[int, Act]:
    """The acts of earlier months that end in this one."""
    ending = (act for act, each in past.endings.items() if month.begin <= each.at < month.end)
    acts = (past.by_id[act] for act in ending if act in past.by_id)
    return {act.id: act for act in acts if act.at < month.begin}


def _remember(earned: SoFar, lines: Iterable[Line]) -> None:
    """Costs stay what they are: only what was earned is taken back."""
    for line in lines:
        if line.rule in EARNING:
            _add(earned, line.act, line.person, line.points)


def _add(earned: SoFar, act: int, person: int, points: Decimal) -> None:
    earned[act, person] = earned.get((act, person), Decimal(0)) + points


def _scores(past: Past, lines: list[Line]) -> tuple[ContributionScore, ...]:
    activity: dict[int, Counter[str]] = {}
    for act in past.within(past.period):
        activity.setdefault(act.contributor, Counter())[act.kind.value] += 1
        if act.reviewer is not None:
            activity.setdefault(act.reviewer, Counter())[REVIEWED] += 1
    people = sorted({*activity, *(line.person for line in lines)})
    return tuple(
        ContributionScore(
            person,
            tuple((key, activity.get(person, Counter())[key]) for key in ACTIVITIES),
            tuple(_item(line) for line in lines if line.person == person),
            summed(line for line in lines if line.person == person),
        )
        for person in people
    )


def _item(line: Line) -> Item:
    return Item(line.rule.value, line.points, line.about, line.sources, line.why)


REVIEWED = "reviewed"
ACTIVITIES = (*(each.value for each in ContributionKind), REVIEWED)
EARNING = frozenset(Rule) - {
    *(Rule.WRONG, Rule.OUTDATED, Rule.DUPLICATE),
    *(Rule.WITHDRAWN, Rule.UNDONE, Rule.REVERSED),
}
