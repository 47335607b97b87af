"""Tickets of the demo club, in every state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.change_level import change_level
from kb.acts.close_ticket import Knowledge, close_ticket
from kb.acts.correct_triage import correct_triage
from kb.acts.open_by_hand import Call, open_by_hand
from kb.acts.reopen_ticket import reopen_ticket
from kb.acts.reply import reply_to_ticket
from kb.acts.triage_words import Proposal
from kb.acts.update_member import update_member
from kb.people.person import Person, by_login
from kb.terms import Category, Channel, Department, Level
from kb.tickets import KnowledgeUse, Ticket, take
from kb.tickets.consult import advise, consult
from kb.tickets.merge import merge
from kb.tickets.refer import Case, refer
from kb.tickets.settling import plan, report_solved, reschedule

LAMP = "3 号羽毛球场的灯一直闪，晃得没法打球。"


@dataclass(frozen=True)
class Desk:
    """`ago`: minutes before now."""

    session: Session
    now: datetime
    agent: int
    lead: int
    venue: int

    def at(self, ago: int) -> datetime:
        return self.now - timedelta(minutes=ago)

    def open(
        self,
        ago: int,
        question: str,
        level: Level = Level.ONE,
        category: Category = Category.OTHER,
        *,
        name: str = "",
        phone: str = "",
        channel: Channel = Channel.PHONE,
    ) -> Ticket:
        call = Call(channel, question, level, category, name, phone)
        proposal = Proposal(level, category, ("按来电内容判断。",))
        opened = open_by_hand(self.session, call, proposal, by=self.agent, now=self.at(ago))
        return opened.ticket


def seed_tickets(session: Session, now: datetime) -> None:
    if session.scalar(select(Ticket.number).where(Ticket.question == LAMP)) is not None:
        return
    people = [by_login(session, each) for each in ("agent", "supervisor", "department")]
    if not all(people):
        return
    agent, lead, venue = (each.id for each in people if isinstance(each, Person))
    desk = Desk(session, now, agent, lead, venue)
    for case in CASES:
        case(desk)


def _answered_and_closed(desk: Desk) -> None:
    question = "年卡可以转给家里人用吗？"
    ticket = desk.open(2900, question, category=Category.MEMBERSHIP, name="孙女士")
    take(desk.session, ticket, by=desk.agent, now=desk.at(2898))
    text = "年卡只限本人使用，家里人可以另办家庭卡，前台可以为您算好差价。"
    reply_to_ticket(
        desk.session, ticket.number, text, propose=False, by=desk.agent, now=desk.at(2893)
    )
    close_ticket(
        desk.session, ticket.number, "会员表示清楚了",
        Knowledge(KnowledgeUse.NONE, reason="正在和会员部核对写法，另行补充"),
        by=desk.agent, now=desk.at(2880),
    )  # fmt: skip


def _lamp_with_the_department(desk: Desk) -> None:
    ticket = desk.open(100, LAMP, Level.TWO, Category.VENUE, name="刘先生", phone="13812345678")
    take(desk.session, ticket, by=desk.agent, now=desk.at(98))
    case = Case("3 号羽毛球场的灯一直闪", "今天打球时", "刘先生", "13812345678", "今晚能用")
    venue = Department.VENUE
    refer(desk.session, ticket, venue, case, "灯具归场地部检修", by=desk.agent, now=desk.at(92))
    expected = desk.now + timedelta(minutes=40)
    plan(
        desk.session, ticket, "换镇流器，换好前先开 5 号场给会员", expected,
        by=desk.venue, now=desk.at(70),
    )  # fmt: skip
    text = "刘先生您好，场地部正在换灯，换好之前您可以用 5 号场。"
    update_member(desk.session, ticket.number, text, by=desk.agent, now=desk.at(65))
    again = desk.open(
        60, "羽毛球 3 号场灯闪，什么时候修好？", category=Category.VENUE, name="陈先生"
    )
    merge(desk.session, again, ticket, "同一盏灯", by=desk.agent, now=desk.at(57))


def _waiting_for_a_plan(desk: Desk) -> None:
    ticket = desk.open(
        40, "男更衣室淋浴没有热水。", Level.TWO, Category.VENUE,
        name="何先生", channel=Channel.ON_SITE,
    )  # fmt: skip
    case = Case("男更衣室淋浴没有热水，两个隔间都是冷的", "刚才", "何先生")
    refer(
        desk.session, ticket, Department.VENUE, case, "热水归场地部管",
        by=desk.agent, now=desk.at(30),
    )  # fmt: skip


def _late_with_a_new_time(desk: Desk) -> None:
    ticket = desk.open(400, "乒乓球台有一张台面裂了。", Level.TWO, Category.VENUE, name="郑女士")
    case = Case("靠窗的乒乓球台台面裂了一道口子", "昨天晚上", "郑女士")
    refer(
        desk.session, ticket, Department.VENUE, case, "球台归场地部换",
        by=desk.agent, now=desk.at(390),
    )  # fmt: skip
    plan(desk.session, ticket, "换备用球台", desk.at(120), by=desk.venue, now=desk.at(350))
    later = desk.now + timedelta(hours=20)
    reschedule(
        desk.session, ticket, later, "备用球台也有问题，明天厂家送来",
        by=desk.venue, now=desk.at(110),
    )  # fmt: skip


def _solved_and_to_be_checked(desk: Desk) -> None:
    ticket = desk.open(300, "停车场出口的道闸抬不起来。", Level.TWO, Category.OTHER, name="许先生")
    case = Case("停车场出口道闸抬不起来，排了五六辆车", "今天", "许先生")
    refer(
        desk.session,
        ticket,
        Department.VENUE,
        case,
        "道闸归场地部",
        by=desk.agent,
        now=desk.at(292),
    )
    soon = desk.at(200)
    plan(desk.session, ticket, "先手动抬杆，再重启控制盒", soon, by=desk.venue, now=desk.at(280))
    report_solved(
        desk.session, ticket, "控制盒已重启，试了二十次都正常", by=desk.venue, now=desk.at(230)
    )


def _asked_a_supervisor(desk: Desk) -> None:
    ticket = desk.open(
        12, "私教课买了二十节，想退剩下的八节怎么算？", Level.TWO, Category.TRAINING,
        name="冯女士",
    )  # fmt: skip
    take(desk.session, ticket, by=desk.agent, now=desk.at(10))
    consult(
        desk.session, ticket, "合同里写超过半年不退，冯女士是怀孕，能特殊处理吗？",
        by=desk.agent, now=desk.at(7),
    )  # fmt: skip


def _advised_and_answered(desk: Desk) -> None:
    ticket = desk.open(220, "亲子游泳课多大的孩子能上？", category=Category.TRAINING)
    take(desk.session, ticket, by=desk.agent, now=desk.at(218))
    asked = consult(desk.session, ticket, "三岁半行不行？", by=desk.agent, now=desk.at(217))
    advise(
        desk.session, asked.id, "四岁以上才收，三岁半可以先约体验课。",
        by=desk.lead, now=desk.at(214),
    )  # fmt: skip
    text = "亲子游泳课四岁以上可以报名，三岁半的小朋友可以先约一次体验课。"
    reply_to_ticket(
        desk.session, ticket.number, text, propose=True, by=desk.agent, now=desk.at(212)
    )


def _raised_for_bad_handling(desk: Desk) -> None:
    ticket = desk.open(
        500, "上周报的篮球比赛到现在没人联系我。", category=Category.EVENTS, name="高先生"
    )
    take(desk.session, ticket, by=desk.agent, now=desk.at(497))
    reply_to_ticket(
        desk.session, ticket.number, "已经登记了，赛事部会联系您。",
        propose=False, by=desk.agent, now=desk.at(494),
    )  # fmt: skip
    said = "会员说：还是没有人联系我，问题没有解决"
    reopen_ticket(desk.session, ticket.number, said, by=None, now=desk.at(90))
    change_level(
        desk.session, ticket.number, Level.TWO, "答复以后没有跟进，会员第二次来问",
        blames_handler=True, by=desk.lead, now=desk.at(85),
    )  # fmt: skip


def _corrected(desk: Desk) -> None:
    ticket = desk.open(
        25, "瑜伽垫买回去有味道，能换吗？", category=Category.TRAINING, name="邓女士"
    )
    correct_triage(
        desk.session, ticket.number, Level.ONE, Category.SHOP, "是买的商品，不是课程",
        by=desk.agent, now=desk.at(24),
    )  # fmt: skip


def _just_opened(desk: Desk) -> None:
    desk.open(3, "周六下午有没有空的匹克球场？", category=Category.VENUE, name="唐女士")
    desk.open(
        1, "发票抬头开错了，能重开吗？", category=Category.SHOP,
        channel=Channel.EMAIL, name="韩先生",
    )  # fmt: skip


CASES: tuple[Callable[[Desk], None], ...] = (
    _answered_and_closed,
    _raised_for_bad_handling,
    _late_with_a_new_time,
    _solved_and_to_be_checked,
    _advised_and_answered,
    _lamp_with_the_department,
    _waiting_for_a_plan,
    _corrected,
    _asked_a_supervisor,
    _just_opened,
)
"""the oldest first"""
