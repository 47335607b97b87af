"""What follows a month: views of colleagues, closing, grades, honours, plans for who is weak."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

from kb.acts.close_month import close_month
from kb.acts.grade_month import (
    begin_coaching,
    end_coaching,
    follow_coaching,
    grade_month,
    proposals,
)
from kb.acts.propose_honours import decide_honour
from kb.acts.simulate.club import Club, Step
from kb.acts.simulate.colleagues import AGENTS, MANAGER, SUPERVISORS, Agent
from kb.acts.simulate.rhythm import Span, clock_on
from kb.appraisals.coaching import Aim, CoachingPlan, Ending, plans_of
from kb.appraisals.grade import Weight, weight_of
from kb.appraisals.honour import HonourKind, HonourVerdict, honours_in
from kb.appraisals.opinion import Aspect, Said, give_opinion
from kb.appraisals.sealed_month import sealed
from kb.clock import to_local
from kb.period import Period, due_of, last_day, month_of, neighbour
from kb.policy.kpi import KpiPolicy

APPRAISALS = 970_000
COACH = SUPERVISORS[1]
WORDS = {
    Weight.STRONG: "各项都稳，继续保持，也请带一带新同事。",
    Weight.FAIR: "总体按要求完成；哪几项还能再好，下次谈的时候一起看。",
    Weight.WEAK: "超时和不满意偏多，下个月一起想办法。",
}
GOALS = "按时率到 85% 以上；不满意的评价当天回看；每周和林芳一起看三张超时的工单。"
CHECKED = "看了本周的三张超时单，都是接单以后忙别的忘了，约好先接先答。"
OWN_WORDS = "高峰时同时接太多，我会先问主管再接。"
ENDED = "按时率比上月好，还没有到目标，下个月接着看。"
GRANTED, DECLINED = "数字和平时的表现一致，大家也认可。", "这个月只有一次，先不评，再积累一下。"


def appraising(span: Span, policy: KpiPolicy) -> list[Step]:
    steps, period, place = list[Step](), month_of(span.since), 0
    while period.end <= span.until:
        steps += _month(span, APPRAISALS + place * 100, period, policy)
        period, place = neighbour(period, 1), place + 1
    return steps


def _month(span: Span, case: int, period: Period, policy: KpiPolicy) -> list[Step]:
    chance = span.chance(f"month {period.key}")
    closing = clock_on(due_of(period, policy.close_day), policy.close_hour)
    views = clock_on(last_day(period), 20)
    acts: list[tuple[datetime, Callable[[Club, datetime], object]]] = [
        *((views + timedelta(minutes=9 * turn), partial(_own_view, _marks(chance, each), each))
          for turn, each in enumerate(AGENTS)),
        *((views + timedelta(minutes=60 + 7 * turn), partial(_view, _marks(chance, each), each))
          for turn, each in enumerate(AGENTS)),
        (closing, partial(_close, period)),
        (closing + timedelta(hours=4), partial(_grade, period, policy)),
        (closing + timedelta(hours=6), partial(_honour, period, span.until)),
        (closing + timedelta(days=8, hours=8), _check_in),
        (closing + timedelta(days=8, hours=11), _respond),
        (closing + timedelta(days=22, hours=9), _end),
    ]  # fmt: skip
    return [Step(at, case, turn, act) for turn, (at, act) in enumerate(acts)]


def _marks(chance: Random, agent: Agent) -> dict[Aspect, Said]:
    usual = round((agent.contents - 0.55) * 12)
    return {each: Said(min(5, max(2, usual + chance.choice((-1, 0, 0, 0, 1))))) for each in Aspect}


def _own_view(marks: dict[Aspect, Said], agent: Agent, club: Club, now: datetime) -> None:
    by = club.people[agent.login]
    give_opinion(club.session, month_of(now), by, marks, by=by, now=now)


def _view(marks: dict[Aspect, Said], agent: Agent, club: Club, now: datetime) -> None:
    by = club.people[SUPERVISORS[0]]
    give_opinion(club.session, month_of(now), club.people[agent.login], marks, by=by, now=now)


def _close(period: Period, club: Club, now: datetime) -> None:
    if sealed(club.session, period.key) is None:
        close_month(club.session, period, by=None, now=now)


def _grade(period: Period, policy: KpiPolicy, club: Club, now: datetime) -> None:
    """As proposed; of who leads the service by the manager."""
    lead = club.people[SUPERVISORS[0]]
    for person_id, each in proposals(club.session, period).items():
        by = club.people[MANAGER] if person_id == lead else lead
        words = WORDS[weight_of(each.grade, policy)]
        made = grade_month(club.session, period, person_id, each.grade, words, by=by, now=now)
        if made.weight is Weight.WEAK and person_id != club.people[COACH]:
            aim = Aim(club.people[COACH], GOALS, to_local(now).date() + timedelta(days=24))
            begin_coaching(club.session, made.id, aim, by=by, now=now)


def _honour(period: Period, until: datetime, club: Club, now: datetime) -> None:
    """The manager grants them, but not for one new entry alone; one of the last month waits."""
    by = club.people[MANAGER]
    waiting = [each for each in honours_in(club.session, period.key) if each.decision is None]
    is_last = due_of(neighbour(period, 1), 2) > to_local(until).date()
    for each in waiting[: -1 if is_last else None]:
        once = each.kind is HonourKind.INNOVATION and each.figures[0]["count"] < 2
        verdict = HonourVerdict.DECLINED if once else HonourVerdict.CONFIRMED
        why = DECLINED if once else GRANTED
        decide_honour(club.session, each, verdict, why, by=by, now=now)


def _plans(club: Club) -> list[CoachingPlan]:
    ids = [club.people[each.login] for each in AGENTS]
    return [plan for each in ids for plan in plans_of(club.session, each) if plan.outcome is None]


def _check_in(club: Club, now: datetime) -> None:
    for each in _plans(club):
        follow_coaching(club.session, each, CHECKED, by=each.coach_id, now=now)


def _respond(club: Club, now: datetime) -> None:
    for each in _plans(club):
        follow_coaching(club.session, each, OWN_WORDS, by=each.person_id, now=now)


def _end(club: Club, now: datetime) -> None:
    for each in _plans(club):
        end_coaching(
            club.session, each, Ending.PARTLY, ENDED, by=club.people[SUPERVISORS[0]], now=now
        )
