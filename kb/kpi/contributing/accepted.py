"""The month's accepted acts as points for who wrote and who reviewed, and what acts cost that
turned out badly."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from kb.clock import to_local
from kb.contributions import ContributionKind, Uncredited
from kb.kpi.contributing.inputs import Act, Upheld
from kb.kpi.contributing.past import Past, is_recheck
from kb.kpi.contributing.rules import Line, Rule, Worth, cents, told, told_share
from kb.kpi.contributing.worth import NOTHING, worth
from kb.kpi.figure import in_order, source
from kb.period import Period

COPIES = frozenset({Uncredited.DUPLICATE, Uncredited.SPLIT})
NEW = frozenset({ContributionKind.NEW_ENTRY, ContributionKind.GAP_CLOSED})


def accepted(past: Past, month: Period) -> Sequence[Line]:
    if month.key not in past.accepted:
        past.accepted[month.key] = [
            line for act in past.within(month) for line in _of_act(past, act, month)
        ]
    return past.accepted[month.key]


def _of_act(past: Past, act: Act, month: Period) -> Iterator[Line]:
    value = worth(past, act)
    ending = past.endings.get(act.id)
    if act.uncredited is not None:
        yield _line(act, act.contributor, value.rule, NOTHING, _why_not(act))
        yield from _copied(past, act, month)
    elif ending is not None and ending.at < month.end:
        yield _line(act, act.contributor, value.rule, NOTHING, f"{ending.why}，不计。")
    else:
        yield from _shared(past, act, value, month)


def _shared(past: Past, act: Act, value: Worth, month: Period) -> Iterator[Line]:
    policy = past.policy_of(month)
    if is_recheck(act) or act.reviewer is None:
        yield _line(act, act.contributor, value.rule, value.points, f"{value.why}。")
        if is_recheck(act) and value.points and _in_time(act):
            why = f"在到期日 {act.due:%Y-%m-%d} 以前复核，另加 {told(policy.outcomes.fresh)} 分。"
            yield _line(act, act.contributor, Rule.FRESH, policy.outcomes.fresh, why)
        return
    share = policy.sharing.reviewer
    own = f"{value.why} × {told_share(1 - share)}（执笔）。" if value.points else f"{value.why}。"
    yield _line(act, act.contributor, value.rule, value.points * (1 - share), own)
    if past.are_trading(act.contributor, act.reviewer, act.at):
        why = "总是互相审核，审核不计分。"
        yield _line(act, act.reviewer, Rule.REVIEW, NOTHING, why)
    elif value.points:
        why = f"审核的{value.why} × {told_share(share)}（审核）。"
        yield _line(act, act.reviewer, Rule.REVIEW, value.points * share, why)


def _in_time(act: Act) -> bool:
    return act.due is not None and to_local(act.at).date() <= act.due


def _why_not(act: Act) -> str:
    return f"{act.because or (act.uncredited.label if act.uncredited else '')}，不计。"


def _copied(past: Past, act: Act, month: Period) -> Iterator[Line]:
    if act.uncredited not in COPIES or act.kind not in NEW:
        return
    cost = past.policy_of(month).costs.duplicate
    why = f"{act.because or act.uncredited.label}，扣 {told(cost)} 分。"
    yield _line(act, act.contributor, Rule.DUPLICATE, -cost, why)


def upheld(past: Past, reports: Iterable[Upheld], month: Period) -> Iterator[Line]:
    """Shared by who last changed the text before it was reported and who reviewed that."""
    policy = past.policy_of(month)
    share = policy.sharing.reviewer
    for report in sorted(reports, key=lambda each: each.task):
        act = _answers_for(past, report, policy.costs.answer_for_days)
        if not month.begin <= report.at < month.end or act is None:
            continue
        rule = Rule.OUTDATED if report.outdated else Rule.WRONG
        cost = policy.costs.outdated if report.outdated else policy.costs.wrong
        of = (source("task", report.task),)
        alone = is_recheck(act) or act.reviewer is None
        own = cost if alone else cost * (1 - share)
        what = f"会员反馈{'已经过时' if report.outdated else '内容不对'}，经处理确认"
        yield _line(act, act.contributor, rule, -own, f"{what}，扣 {told(cents(own))} 分。", *of)
        if not alone and act.reviewer is not None:
            part = cost * share
            why = f"{what}，审核人分担 {told(cents(part))} 分。"
            yield _line(act, act.reviewer, rule, -part, why, *of)


def _answers_for(past: Past, report: Upheld, days: int) -> Act | None:
    """A re-check stands for a text being up to date, not for its wording."""
    since = report.reported_at - timedelta(days=days)
    fitting = [
        act
        for act in past.of_entry.get(report.entry, ())
        if since <= act.at <= report.reported_at
        and act.kind is not ContributionKind.VARIANTS
        and (report.outdated or not is_recheck(act))
    ]
    return fitting[-1] if fitting else None


def _line(act: Act, person: int, rule: Rule, points: Decimal, why: str, *more: str) -> Line:
    sources = in_order((source("contribution", act.id), *more))
    return Line(person, rule, cents(points), act.id, act.entry, sources, why)
