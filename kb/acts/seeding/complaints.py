"""Complaints of the demo club in every stage: three alike with their corrective action, one
with a letter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.decide_plan import decide_plan
from kb.acts.hand_complaint import hand_complaint
from kb.acts.plan_complaint import plan_complaint
from kb.clock import to_local
from kb.complaints.complaint import Complaint
from kb.complaints.correcting import find_action, set_measure
from kb.complaints.corrective import CorrectiveAction
from kb.complaints.handling import carry_out
from kb.complaints.judging import explain, judge_complaint, open_slip
from kb.complaints.letter_version import SentBy
from kb.complaints.letters import draft_letter, keep_letter, send_letter
from kb.complaints.registering import Details, register
from kb.complaints.returning import call_back, close_complaint, give_result
from kb.complaints.steps import CallBackWay, Satisfaction, Verdict
from kb.people.person import Person, by_login
from kb.terms import Category, Channel, Department

LAMPS = "羽毛球馆3号场"
CLUB = "爱玛会"
TOLD = 6
"""steps until the complainant is told the result"""


@dataclass(frozen=True)
class _Story:
    """`days`: so long ago it was registered; `until`: how many of the steps were taken."""

    days: int
    until: int
    details: Details
    plan: str = ""
    done: str = ""
    result: str = ""
    words: str = ""
    satisfaction: Satisfaction = Satisfaction.SATISFIED


def _about(text: str, name: str, place: str, category: Category, channel: Channel) -> Details:
    phone = {"李女士": "13800138001", "王先生": "13800138002", "赵女士": "13800138003"}
    return Details(
        text=text, name=name, phone=phone.get(name, "13800138009"), place=place,
        category=category, channel=channel,
    )  # fmt: skip


STORIES = (
    _Story(
        40,
        8,
        _about(
            "羽毛球馆3号场的灯一直在闪，球都看不清，打了半小时眼睛疼。",
            "李女士",
            LAMPS,
            Category.VENUE,
            Channel.ON_SITE,
        ),
        "当晚更换 3 号场闪烁的灯管，赠送一小时场地券。",
        "已更换灯管 4 根。",
        "灯已经修好，为您补了一小时场地券。",
        "修得很快，谢谢。",
    ),
    _Story(
        18,
        8,
        _about(
            "羽毛球馆3号场的灯又在闪，球都看不清，打了一小时眼睛很疼。",
            "王先生",
            LAMPS,
            Category.VENUE,
            Channel.PHONE,
        ),
        "更换 3 号场镇流器。",
        "已更换镇流器两只。",
        "灯已经修好，欢迎再来。",
        "希望别再坏了。",
        Satisfaction.NEUTRAL,
    ),
    _Story(
        3,
        5,
        _about(
            "羽毛球馆3号场的灯还在闪，球都看不清，打了半小时眼睛疼，第三次反映了。",
            "赵女士",
            LAMPS,
            Category.VENUE,
            Channel.ONLINE,
        ),
        "整排换成 LED 灯，会员改用 5 号场，本次场地费退还。",
        "已换 12 盏 LED 灯，退费 30 元。",
    ),
    _Story(
        2,
        3,
        _about(
            "订好的晚上七点的场，到了却有别人在打，前台说系统出错，等了四十分钟。",
            "孙先生",
            "羽毛球馆5号场",
            Category.VENUE,
            Channel.ON_SITE,
        ),
        "核对订场记录，退还场地费并补一次场地。",
    ),
    _Story(
        0,
        2,
        _about(
            "更衣室淋浴没有热水，大冬天洗了个冷水澡。",
            "周女士",
            "男更衣室",
            Category.VENUE,
            Channel.PHONE,
        ),
    ),
    _Story(
        0,
        0,
        _about(
            "买的羽毛球拍第二天就断线，店员说人为损坏不给换。",
            "吴先生",
            "商品部",
            Category.SHOP,
            Channel.ON_SITE,
        ),
    ),
    _Story(
        2,
        6,
        _about(
            "结账多收了一个小时的场地费，要求退还。",
            "郑女士",
            "前台",
            Category.VENUE,
            Channel.EMAIL,
        ),
        "核对后退还多收的 15 元。",
        "已退还 15 元。",
        "多收的费用已退到您的账户。",
    ),
)


def seed_complaints(session: Session, now: datetime) -> None:
    people = {each: by_login(session, each) for each in ("agent", "department", "manager")}
    agent, venue, manager = people["agent"], people["department"], people["manager"]
    first = STORIES[0].details.text
    known = session.scalar(select(Complaint.number).where(Complaint.text == first).limit(1))
    if known is not None or agent is None or venue is None or manager is None:
        return
    for story in sorted(STORIES, key=lambda each: -each.days):
        _tell(session, story, _Hands(agent, venue, manager), _afternoon(now, story.days))
    _tell_invalid(session, agent, _afternoon(now, 6))
    _correct(session, venue, manager, now)


@dataclass(frozen=True)
class _Hands:
    agent: Person
    venue: Person
    manager: Person


def _afternoon(now: datetime, days: int) -> datetime:
    """In service time of a day before; today a quarter of an hour ago."""
    if days == 0:
        return now - timedelta(minutes=15)
    day = to_local(now - timedelta(days=days))
    return day.replace(hour=15, minute=10, second=0, microsecond=0)


def _tell(session: Session, story: _Story, hands: _Hands, began: datetime) -> None:
    agent, venue, manager = hands.agent.id, hands.venue.id, hands.manager.id
    made = register(session, story.details, by=agent, now=began)
    given, department = (session, made), Department.VENUE
    due, way = began + timedelta(hours=5), CallBackWay.TELEPHONE
    steps: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (6, lambda at: judge_complaint(
            *given, Verdict.VALID, "属于本馆的设施和服务", by=agent, now=at)),
        (14, lambda at: hand_complaint(
            *given, department, "请尽快处理", meaning=None, by=agent, now=at)),
        (55, lambda at: plan_complaint(*given, story.plan, due, by=venue, now=at)),
        (75, lambda at: decide_plan(*given, True, "同意", by=manager, now=at)),
        (240, lambda at: carry_out(*given, story.done, by=venue, now=at)),
        (260, lambda at: give_result(*given, story.result, by=agent, now=at)),
        (1500, lambda at: call_back(
            *given, way, story.satisfaction, story.words, by=agent, now=at)),
        (1510, lambda at: close_complaint(*given, "已处理并回访", by=agent, now=at)),
    )  # fmt: skip
    for minutes, step in steps[: min(story.until, TOLD)]:
        step(began + timedelta(minutes=minutes))
    if story.until > TOLD and story.satisfaction is Satisfaction.SATISFIED:
        _write_letter(session, made, agent, began + timedelta(minutes=300))
    for minutes, step in steps[TOLD : story.until]:
        step(began + timedelta(minutes=minutes))


def _write_letter(session: Session, complaint: Complaint, by: int, at: datetime) -> None:
    parts = draft_letter(session, complaint, CLUB, now=at)
    letter = keep_letter(session, complaint, parts, seen=0, by=by, now=at)
    note = "随场地券寄出"
    send_letter(session, complaint, letter.version, SentBy.POST, note, by=by, now=at)


def _tell_invalid(session: Session, agent: Person, began: datetime) -> None:
    details = _about(
        "门口市政道路在修，绕了很久才进来，停车要走十分钟。", "钱先生", "馆外道路",
        Category.OTHER, Channel.PHONE,
    )  # fmt: skip
    made, by = register(session, details, by=agent.id, now=began), agent.id
    at = [began + timedelta(minutes=each) for each in (8, 20, 26)]
    why = "道路施工不在本馆的服务承诺之内"
    judge_complaint(session, made, Verdict.INVALID, why, by=by, now=at[0])
    open_slip(
        session, made, name="市政养护所 刘工", phone="02165430021", address="漕溪路 98 号",
        by=by, now=at[1],
    )  # fmt: skip
    told = "向您致歉。施工由市政养护所负责，电话 02165430021，我们会把绕行路线贴在公众号上。"
    explain(session, made, told, by=by, now=at[2])


def _correct(session: Session, venue: Person, manager: Person, now: datetime) -> None:
    """Three alike called an action; its measure is set."""
    action = session.scalar(select(CorrectiveAction).limit(1))
    if action is None:
        return
    at = action.opened_at + timedelta(hours=3)
    set_measure(
        session, find_action(session, action.id, manager), cause="灯具用了六年，只换坏的那一根",
        measure="羽毛球馆全部换成 LED 灯，每月检查一次照度", responsible_id=venue.id,
        due_on=to_local(now + timedelta(days=20)).date(), by=manager.id, now=at,
    )  # fmt: skip
