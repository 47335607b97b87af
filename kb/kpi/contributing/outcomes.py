"""What entries achieved in a month, shared by those whose acts made them what they are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kb.contributions import ContributionKind
from kb.kpi.contributing.inputs import Act, Answer, ContributionInputs, Reuse
from kb.kpi.contributing.past import Past, is_recheck
from kb.kpi.contributing.rules import Line, Rule, cents, told, told_share
from kb.kpi.contributing.worth import worth
from kb.kpi.figure import in_order, source
from kb.period import Period, neighbour


@dataclass(frozen=True, slots=True)
class _Part:
    """One person's part in an entry through one act: `share` of what the entry achieves."""

    act: Act
    person: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class _Good:
    """One thing achieved: of `group` (a conversation, a ticket) each counts once."""

    group: int
    at: datetime
    source: str
    not_for: frozenset[int]


def achieved(past: Past, inputs: ContributionInputs, month: Period) -> Iterator[Line]:
    """What an entry came to follows from the past and from what it achieved: as long as neither has
    changed, it is not reckoned again."""
    confirmed = _by_entry(_answers(inputs.confirmed, month))
    reused = _by_entry(_reuses(inputs.reused, month))
    answered = _by_entry(_answers(inputs.answered, month))
    known = past.came_to.setdefault(month.key, {})
    for entry in sorted({*confirmed, *reused, *answered} & past.of_entry.keys()):
        goods = tuple(tuple(each.get(entry, ())) for each in (confirmed, reused, answered))
        before, lines = known.get(entry, (None, ()))
        if before != goods:
            lines = tuple(_of_entry(past, entry, goods, month))
            known[entry] = goods, lines
        yield from lines


def _of_entry(
    past: Past, entry: str, goods: Sequence[Sequence[_Good]], month: Period
) -> Iterator[Line]:
    confirmed, reused, answered = goods
    for part in _parts(past, entry, month):
        yield from _confirmed(past, part, confirmed, month)
        yield from _reused(past, part, reused, month)
    yield from _gap_answers(past, entry, answered, month)


def _parts(past: Past, entry: str, month: Period) -> list[_Part]:
    """By what each standing act was worth. A text that nobody is credited with weighs as much as a
    new entry: who mends one word of it has earned but a little of its success."""
    policy = past.policy_of(month)
    standing = [
        act for act in past.of_entry[entry] if past.stood(act, month.end) and not is_recheck(act)
    ]
    weights = [(act, worth(past, act).points) for act in standing]
    whole = sum((weight for _, weight in weights), Decimal(0))
    if not any(act.begins for act in standing):
        whole += policy.points.new_entry
    lasts = neighbour(month, -policy.outcomes.lasting_months).end
    parts = []
    for act, weight in weights:
        if weight and act.at >= lasts:
            parts += _split(past, act, weight / whole, month)
    return parts


def _split(past: Past, act: Act, share: Decimal, month: Period) -> list[_Part]:
    if act.reviewer is None:
        return [_Part(act, act.contributor, share)]
    reviewers = past.policy_of(month).sharing.reviewer
    parts = [_Part(act, act.contributor, share * (1 - reviewers))]
    if not past.are_trading(act.contributor, act.reviewer, month.begin):
        parts.append(_Part(act, act.reviewer, share * reviewers))
    return parts


def _confirmed(past: Past, part: _Part, found: Sequence[_Good], month: Period) -> Iterator[Line]:
    rule = past.policy_of(month).outcomes
    counted = _counted(part, found)
    if counted:
        points = min(rule.confirmed * len(counted), rule.confirmed_most) * part.share
        why = (
            f"{len(counted)} 个对话里会员说有用，每个 {told(rule.confirmed)} 分、"
            f"每条每月最多 {told(rule.confirmed_most)} 分，{_for_part(part)}。"
        )
        yield _line(part, Rule.CONFIRMED, points, counted, why)


def _reused(past: Past, part: _Part, found: Sequence[_Good], month: Period) -> Iterator[Line]:
    rule = past.policy_of(month).outcomes

    partners = past.partners(part.person, month.begin)
    counted = [each for each in _counted(part, found) if partners.isdisjoint(each.not_for)]
    if counted:
        points = min(rule.reused * len(counted), rule.reused_most) * part.share
        why = (
            f"别人结单引用 {len(counted)} 次，每次 {told(rule.reused)} 分、"
            f"每条每月最多 {told(rule.reused_most)} 分，{_for_part(part)}。"
        )
        yield _line(part, Rule.REUSED, points, counted, why)


def _gap_answers(past: Past, entry: str, found: Sequence[_Good], month: Period) -> Iterator[Line]:
    rule = past.policy_of(month).outcomes
    since = neighbour(month, -rule.gap_months).end
    for act in past.of_entry[entry]:
        closes = act.kind is ContributionKind.GAP_CLOSED and act.asked > 0
        if not (closes and act.at >= since and past.stood(act, month.end)):
            continue
        for part in _split(past, act, Decimal(1), month):
            counted = _counted(part, found)
            doublings = len(counted).bit_length()
            if counted:
                why = (
                    f"补上的缺口当月回答了 {len(counted)} 个对话，每翻一倍 "
                    f"{told(rule.gap_answers)} 分，共 {doublings} 次，{_for_part(part)}。"
                )
                points = rule.gap_answers * doublings * part.share
                yield _line(part, Rule.GAP_ANSWERS, points, counted, why)


def _counted(part: _Part, found: Sequence[_Good]) -> list[_Good]:
    """The first of each group since the text came into force, without one's own."""
    groups: dict[int, _Good] = {}
    for each in found:
        if each.at >= part.act.since and part.person not in each.not_for:
            groups.setdefault(each.group, each)
    return list(groups.values())


def _answers(answers: Iterable[Answer], month: Period) -> Iterator[tuple[str, _Good]]:
    for each in answers:
        if month.begin <= each.at < month.end and not each.by_colleague:
            of = source("outcome", each.outcome)
            good = _Good(each.conversation, each.at, of, frozenset(each.joined))
            yield from ((entry, good) for entry in each.entries)


def _reuses(reuses: Iterable[Reuse], month: Period) -> Iterator[tuple[str, _Good]]:
    for each in reuses:
        if month.begin <= each.at < month.end:
            of = source("ticket", each.ticket)
            yield each.entry, _Good(each.ticket, each.at, of, frozenset({each.by}))


def _by_entry(found: Iterable[tuple[str, _Good]]) -> dict[str, list[_Good]]:
    goods: dict[str, list[_Good]] = {}
    for entry, good in found:
        goods.setdefault(entry, []).append(good)
    for each in goods.values():
        each.sort(key=lambda good: (good.at, good.group, good.source))
    return goods


def _for_part(part: _Part) -> str:
    role = "执笔" if part.person == part.act.contributor else "审核"
    return f"分得 {told_share(part.share)}（{role}）"


def _line(part: _Part, rule: Rule, points: Decimal, goods: Sequence[_Good], why: str) -> Line:
    act = part.act
    rows = (source("contribution", act.id), *(each.source for each in goods))
    return Line(part.person, rule, cents(points), act.id, act.entry, in_order(rows), why)
