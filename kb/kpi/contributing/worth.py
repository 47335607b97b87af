"""What one accepted act is worth before it is shared: kind × grade, less for each repetition."""

from datetime import timedelta
from decimal import Decimal

from kb.clock import to_local
from kb.contributions import ContributionKind, Grade
from kb.kpi.contributing.inputs import Act
from kb.kpi.contributing.past import Past, is_recheck
from kb.kpi.contributing.rules import Rule, Worth, told
from kb.period import month_of
from kb.policy import ContributionPolicy

NOTHING = Decimal(0)


def worth(past: Past, act: Act) -> Worth:
    """By the policy of its month."""
    known = past.worths.get(act.id)
    if known is None:
        known = past.worths[act.id] = _worth(past, act)
    return known


def _worth(past: Past, act: Act) -> Worth:
    policy = past.policy_of(month_of(act.at))
    rule, points, why = _by_kind(act, policy)
    if not points:
        return Worth(rule, NOTHING, why)
    if not is_recheck(act):
        grade, why = _graded(past, act, why)
        factor: Decimal = getattr(policy.grades, grade.value)
        points *= factor
        why += f" × {told(factor)}（评级 {grade.value}）"
    times = _times_before(past, act, policy.sharing.repeat_days)
    if times:
        factor = policy.sharing.repeat**times
        points *= factor
        days = policy.sharing.repeat_days
        why += f" × {told(factor)}（{days} 天内这条已有 {times} 次）"
    return Worth(rule, points, why)


def _by_kind(act: Act, policy: ContributionPolicy) -> tuple[Rule, Decimal, str]:
    """A gap that no member asked about is what it would be without one."""
    kind, points = act.kind, policy.points
    if kind is ContributionKind.GAP_CLOSED and not act.asked:
        kind = ContributionKind.NEW_ENTRY if act.begins else ContributionKind.VARIANTS
    match kind:
        case ContributionKind.RECHECK:
            return _recheck(act, policy)
        case ContributionKind.VARIANTS:
            return _variants(act, policy)
    rule, each = {
        ContributionKind.GAP_CLOSED: (Rule.GAP_CLOSED, points.gap_closed),
        ContributionKind.NEW_ENTRY: (Rule.NEW_ENTRY, points.new_entry),
        ContributionKind.BETTER_ANSWER: (Rule.BETTER_ANSWER, points.better_answer),
        ContributionKind.CORRECTION: (Rule.CORRECTION, points.correction),
    }[kind]
    return _told(rule, each)


def _told(rule: Rule, points: Decimal) -> tuple[Rule, Decimal, str]:
    return rule, points, f"{rule.label} {told(points)} 分"


def _variants(act: Act, policy: ContributionPolicy) -> tuple[Rule, Decimal, str]:
    each, most = policy.points.variants, policy.points.most_variants
    counted = min(act.wordings, most)
    if not counted:
        return Rule.VARIANTS, NOTHING, "没有新的问法，不计"
    limit = f"（共 {act.wordings} 个，一次最多计 {most} 个）" if act.wordings > most else ""
    return Rule.VARIANTS, each * counted, f"{counted} 个新问法各 {told(each)} 分{limit}"


def _recheck(act: Act, policy: ContributionPolicy) -> tuple[Rule, Decimal, str]:
    early = timedelta(days=policy.outcomes.early_days)
    if act.due is not None and to_local(act.at).date() < act.due - early:
        return Rule.RECHECK, NOTHING, f"离到期（{act.due:%Y-%m-%d}）还早，复核不计"
    return _told(Rule.RECHECK, policy.points.recheck)


def _graded(past: Past, act: Act, why: str) -> tuple[Grade, str]:
    """Those who approve each other all the time give each other no more than a B."""
    traded = act.reviewer is not None and past.are_trading(act.contributor, act.reviewer, act.at)
    if traded and act.grade is Grade.A:
        return Grade.B, f"{why}，总是互相审核，A 按 B 计"
    return act.grade, why


def _times_before(past: Past, act: Act, days: int) -> int:
    """Earlier acts of the same person on the entry and other people's changes to it, but not the
    text it began with. What came into force together counts as one."""
    begin = act.at - timedelta(days=days)
    earlier = {
        each.number
        for each in past.of_entry[act.entry]
        if begin < each.at
        and (each.at, each.number) < (act.at, act.number)
        and is_recheck(each) is is_recheck(act)
        and (each.contributor == act.contributor or not each.begins)
    }
    return len(earlier)
