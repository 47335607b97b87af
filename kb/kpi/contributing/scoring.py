"""The score of a month. What an act earned is remembered for the month in which it ends: there all
of it is taken back, and months that are over stay as they were."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain

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
    inputs: ContributionInputs,
    policy: ContributionPolicy,
    period: Period,
    past: Past | None = None,
) -> tuple[ContributionScore, ...]:
    """Of a month, by person. Whoever neither did nor earned anything is not there. `past`: of the
    same acts, policy and period, where it is known; what was reckoned with it is not again."""
    past = past or Past(inputs, policy, period)
    earned: SoFar = {}
    for each in inputs.earned:
        _add(earned, each.act, each.person, each.points)
    for month in _months_before(past, _ended(past, period)):
        if month.key not in inputs.closed:
            _remember(earned, past, month, _lines(past, inputs, month, earned))
    return tuple(_scores(past, _lines(past, inputs, period, earned)))


def look_back(past: Past) -> tuple[frozenset[int], list[Period]]:
    """The acts of earlier months that end in this one, and the months in which they may have
    earned: these months' outcomes have to be known, or what they earned."""
    ended = _ended(past, past.period)
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


def _lines(
    past: Past, inputs: ContributionInputs, month: Period, earned: SoFar
) -> dict[int, list[Line]]:
    """By person, before caps. What was earned before is looked at for what is taken back."""
    by_person: dict[int, list[Line]] = {}
    found = (accepted(past, month), achieved(past, inputs, month))
    lost = (upheld(past, inputs.upheld, month), _taken_back(past, month, earned))
    for line in chain(*found, *lost):
        by_person.setdefault(line.person, []).append(line)
    return by_person


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


def _remember(
    earned: SoFar, past: Past, month: Period, by_person: Mapping[int, Sequence[Line]]
) -> None:
    """Costs stay what they are: only what was earned is taken back."""
    policy = past.policy_of(month)
    for lines in by_person.values():
        for line in capped(lines, policy):
            if line.rule in EARNING:
                _add(earned, line.act, line.person, line.points)


def _add(earned: SoFar, act: int, person: int, points: Decimal) -> None:
    earned[act, person] = earned.get((act, person), Decimal(0)) + points


def _scores(past: Past, by_person: Mapping[int, list[Line]]) -> Iterator[ContributionScore]:
    """Of whom nothing has changed the same as before."""
    activity: dict[int, Counter[str]] = {}
    for act in past.within(past.period):
        activity.setdefault(act.contributor, Counter())[act.kind.value] += 1
        if act.reviewer is not None:
            activity.setdefault(act.reviewer, Counter())[REVIEWED] += 1
    for person in sorted({*activity, *by_person}):
        found = by_person.get(person, [])
        before, score = past.scores.get(person, (None, None))
        if score is None or before != found:
            counted = list(capped(found, past.policy))
            score = ContributionScore(
                person,
                tuple((key, activity.get(person, Counter())[key]) for key in ACTIVITIES),
                tuple(_item(line) for line in counted),
                summed(counted),
            )
            past.scores[person] = found, score
        yield score


def _item(line: Line) -> Item:
    return Item(line.rule.value, line.points, line.about, line.sources, line.why)


REVIEWED = "reviewed"
ACTIVITIES = (*(each.value for each in ContributionKind), REVIEWED)
EARNING = frozenset(Rule) - {
    *(Rule.WRONG, Rule.OUTDATED, Rule.DUPLICATE),
    *(Rule.WITHDRAWN, Rule.UNDONE, Rule.REVERSED),
}
