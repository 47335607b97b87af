"""Complaints through all their stages, three of them alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kb.acts.decide_plan import decide_plan
from kb.acts.hand_complaint import hand_complaint
from kb.acts.plan_complaint import plan_complaint
from kb.acts.simulate.club import Act, Club, Step
from kb.acts.simulate.colleagues import MANAGER, TEAMS
from kb.acts.simulate.rhythm import Span, clock_on, served
from kb.acts.simulate.simulation import Part
from kb.clock import to_local
from kb.complaints.complaint import Complaint, ComplaintState
from kb.complaints.handling import carry_out
from kb.complaints.judging import explain, judge_complaint, open_slip
from kb.complaints.registering import Details, register
from kb.complaints.returning import call_back, close_complaint, give_result
from kb.complaints.steps import CallBackWay, Satisfaction, Verdict
from kb.deadlines.calendar import ServiceCalendar, next_opening
from kb.terms import Category, Channel, Department

COMPLAINT_CASES = 910_000


@dataclass(frozen=True)
class Grief:
    """`at`: the share of the time after which it is brought forward; `department`: None where
    it lies outside of what the club promises. `returned`: what the manager asks of the plan."""

    at: float
    text: str
    place: str
    category: Category
    department: Department | None
    plan: str = ""
    done: str = ""
    satisfaction: Satisfaction = Satisfaction.SATISFIED
    returned: str = ""


VENUE, TRAINING, FRONT = Department.VENUE, Department.TRAINING, Department.FRONT_DESK
GRIEFS = (
    Grief(0.06, "泳池边地面太滑，孩子差点摔倒，没有人提醒。", "泳池", Category.VENUE, VENUE,
          "铺防滑垫，高峰时加一名巡场", "防滑垫已铺，巡场表已排"),
    Grief(0.15, "舞蹈课老师连着三次迟到二十分钟。", "舞蹈教室", Category.TRAINING, TRAINING,
          "和老师谈话，缺的课时补上", "已补两节课", Satisfaction.NEUTRAL, "请写明补课的时间"),
    Grief(0.24, "结账排队半小时，只开了一个窗口。", "前台", Category.OTHER, FRONT,
          "晚高峰加开一个窗口", "已加开，周末试行", Satisfaction.SATISFIED),
    Grief(0.33, "门口广场舞声音太大，打球听不清。", "馆外广场", Category.OTHER, None),
    Grief(0.42, "私教说好的时间临时改了两次。", "私教区", Category.TRAINING, TRAINING,
          "改课须提前一天并经会员同意", "已通知全体教练", Satisfaction.DISSATISFIED),
    Grief(0.61, "羽毛球馆空调坏了三天没修好，热得头晕。", "羽毛球馆", Category.VENUE, VENUE,
          "催厂家当天到场，先加风扇", "压缩机换好", Satisfaction.NEUTRAL),
    Grief(0.625, "羽毛球馆空调坏了好几天没修好，热得受不了。", "羽毛球馆", Category.VENUE, VENUE,
          "修好前场地费减半", "费用已减", Satisfaction.NEUTRAL),
    Grief(0.64, "羽毛球馆空调还是坏的没修好，热得没法打。", "羽毛球馆", Category.VENUE, VENUE,
          "修好前场地费减半，送饮用水", "费用已减，已送水", Satisfaction.DISSATISFIED),
    Grief(0.76, "买的球包拉链一周就坏，不给退。", "商品部", Category.SHOP, Department.SHOP,
          "按三包换新", "已换新", Satisfaction.SATISFIED),
    Grief(0.88, "跆拳道班一个老师带三十个孩子，看不过来。", "跆拳道馆", Category.TRAINING, TRAINING,
          "加一名助教", "助教已到岗", Satisfaction.NEUTRAL, "请附助教的排班"),
    Grief(0.985, "更衣室地漏反味，两天了没人管。", "女更衣室", Category.VENUE, VENUE,
          "清洗地漏并加防臭芯", "已处理"),
)  # fmt: skip
CALLED = "会员说处理得可以，希望不要再有"
NOT_YET = "会员说道歉还不够，要看以后怎么做"


def complaining(span: Span, calendar: ServiceCalendar) -> list[Step]:
    steps = []
    for place, grief in enumerate(span.few(GRIEFS)):
        days = int((span.until - span.since) / timedelta(days=1) * grief.at)
        day = to_local(span.since + timedelta(days=days)).date()
        steps += _told(span, COMPLAINT_CASES + place, grief, clock_on(day, 9), calendar)
    return steps


def _told(
    span: Span, case: int, grief: Grief, morning: datetime, calendar: ServiceCalendar
) -> list[Step]:
    chance = span.chance(f"complaint {case}")
    at = served(chance, next_opening(morning, calendar), (20, 400), calendar)
    steps = [Step(at, case, 0, lambda club, now: _register(club, case, grief, now))]
    for place, (minutes, act) in enumerate(_course(grief), start=1):
        at = served(chance, at, minutes, calendar)
        steps.append(Step(at, case, place, _with_complaint(case, act)))
    return steps


Stage = Callable[[Club, Complaint, datetime], object]


def _course(grief: Grief) -> list[tuple[tuple[float, float], Stage]]:
    agent, manager = "agent", MANAGER
    if grief.department is None:
        return _outside()
    department, login = grief.department, TEAMS[grief.department].login
    plans = TEAMS[grief.department].plans
    begin: list[tuple[tuple[float, float], Stage]] = [
        ((4, 25), lambda club, it, now: judge_complaint(
            club.session, it, Verdict.VALID, "属于本馆的服务和设施",
            by=club.people[agent], now=now)),
        ((3, 13), lambda club, it, now: hand_complaint(
            club.session, it, department, "请尽快处理", meaning=club.assistant.meaning,
            by=club.people[agent], now=now)),
        (plans, lambda club, it, now: _plan(club, it, grief.plan, login, now)),
    ]  # fmt: skip
    if grief.returned:
        begin += [
            ((5, 40), lambda club, it, now: decide_plan(
                club.session, it, False, grief.returned, by=club.people[manager], now=now)),
            (plans, lambda club, it, now: _plan(
                club, it, f"{grief.plan}（已按批示补充）", login, now)),
        ]  # fmt: skip
    return [
        *begin,
        ((5, 45), lambda club, it, now: decide_plan(
            club.session, it, True, "同意", by=club.people[manager], now=now)),
        ((200, 1100), lambda club, it, now: carry_out(
            club.session, it, grief.done, by=club.people[login], now=now)),
        ((10, 90), lambda club, it, now: give_result(
            club.session, it, f"{grief.done}，给您添麻烦了。", by=club.people[agent], now=now)),
        ((300, 1300), lambda club, it, now: _call(club, it, grief.satisfaction, now)),
        ((300, 900), _call_again),
        ((5, 60), _close),
    ]  # fmt: skip


def _outside() -> list[tuple[tuple[float, float], Stage]]:
    """What the club does not answer for: the member is told who does."""
    agent = "agent"
    return [
        ((4, 20), lambda club, it, now: judge_complaint(
            club.session, it, Verdict.INVALID, "馆外的事不在本馆的服务承诺之内",
            by=club.people[agent], now=now)),
        ((4, 12), lambda club, it, now: open_slip(
            club.session, it, name="社区居委会 顾主任", phone="02165430088",
            address="漕溪路 120 号", by=club.people[agent], now=now)),
        ((2, 8), lambda club, it, now: explain(
            club.session, it, "已转告社区，顾主任会联系您；我们关了临街的窗。",
            by=club.people[agent], now=now)),
        ((20, 200), _close),
    ]  # fmt: skip


def _with_complaint(case: int, act: Stage) -> Act:
    def step(club: Club, now: datetime) -> None:
        number = club.number(case, Part.COMPLAINT)
        if number is not None:
            act(club, club.session.get_one(Complaint, number), now)

    return step


def _register(club: Club, case: int, grief: Grief, now: datetime) -> None:
    name = ("钱女士", "方先生", "冯女士", "蒋先生")[case % 4]
    details = Details(
        text=grief.text, name=name, phone=f"1371234{case % 10_000:04}", place=grief.place,
        category=grief.category, channel=(Channel.ON_SITE, Channel.PHONE)[case % 2],
    )  # fmt: skip
    made = register(club.session, details, by=club.people["agent"], now=now)
    club.keep(case, Part.COMPLAINT, made.number)


def _plan(club: Club, complaint: Complaint, text: str, login: str, now: datetime) -> None:
    due = now + timedelta(days=2)
    plan_complaint(club.session, complaint, text, due, by=club.people[login], now=now)


def _call(club: Club, complaint: Complaint, said: Satisfaction, now: datetime) -> None:
    words = NOT_YET if said is Satisfaction.DISSATISFIED else CALLED
    by, way = club.people["agent"], CallBackWay.TELEPHONE
    call_back(club.session, complaint, way, said, words, by=by, now=now)


def _call_again(club: Club, complaint: Complaint, now: datetime) -> None:
    """Who was not satisfied by the first call."""
    if complaint.state is ComplaintState.RESULT_GIVEN:
        _call(club, complaint, Satisfaction.NEUTRAL, now)


def _close(club: Club, complaint: Complaint, now: datetime) -> None:
    by = club.people["agent"]
    close_complaint(club.session, complaint, "已处理，会员知道了", by=by, now=now)
