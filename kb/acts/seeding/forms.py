"""Registers of the demo club, some days into its work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.forms.beginning import NOWHERE, Origin
from kb.forms.calls import record_call
from kb.forms.filled import FilledForm
from kb.forms.filling import begin_draft, correct, hand_in, void
from kb.forms.values import Value
from kb.forms.version import current_forms, newest_form
from kb.people.person import Person, by_login
from kb.tickets import Ticket


@dataclass(frozen=True)
class Desk:
    """Who writes, and from when the days are counted back."""

    session: Session
    writer: Person
    now: datetime

    def day(self, ago: int) -> str:
        return to_local(self.now - timedelta(days=ago)).date().isoformat()

    def file(
        self, form_id: str, ago: int, values: Mapping[str, Value], origin: Origin = NOWHERE
    ) -> FilledForm:
        """Handed in so many days ago."""
        at = self.now - timedelta(days=ago)
        draft = begin_draft(
            self.session, newest_form(self.session, form_id), values,
            key=f"demo-{form_id}-{ago}", by=self.writer.id, now=at, origin=origin,
        )  # fmt: skip
        return hand_in(self.session, draft, by=self.writer.id, now=at)


def seed_forms(session: Session, now: datetime) -> None:
    writer = by_login(session, "agent")
    known = session.scalar(select(FilledForm.id).limit(1))
    if writer is None or known is not None or not current_forms(session):
        return
    desk = Desk(session, writer, now)
    _visits(desk)
    _complaints(desk)
    _calls(desk)
    _campaign(desk)
    _courts(desk)
    _surveys(desk)
    begin_draft(
        session, newest_form(session, "incoming-call"),
        {"name": "孙先生", "item": "咨询", "content": "问春节期间是否营业，等"},
        key="demo-draft", by=writer.id, now=now - timedelta(minutes=12),
    )  # fmt: skip


def _visits(desk: Desk) -> None:
    ticket = desk.session.scalar(select(Ticket.number).order_by(Ticket.number).limit(1))
    signed = {"passed_on": "no", "taken_by": desk.writer.name}
    desk.file("consultation", 6, {
        "came_on": desk.day(6), "came_at": "18:20", "name": "何丽", "phone": "13900002211",
        "item": "培训", "source": "老会员",
        "content": "孩子七岁，想学游泳，问暑期班和平时班的时间。",
        "reply": "介绍了平时班每周两次，可先试一次课。", **signed,
    }, Origin(ticket_number=ticket))  # fmt: skip
    desk.file("consultation", 2, {
        "came_on": desk.day(2), "name": "周先生", "item": "场地", "source": "网络",
        "content": "公司想包两片羽毛球场办比赛，问能不能自带饮水。",
        "reply": "可以自带，场地已请场地部核对时间。", **signed,
    })  # fmt: skip
    twice = desk.file("consultation", 1, {
        "came_on": desk.day(1), "name": "周先生", "item": "场地", "source": "网络",
        "content": "公司想包两片羽毛球场办比赛。", "reply": "已转场地部。", **signed,
    })  # fmt: skip
    void(desk.session, twice, "和前一天的重复", by=desk.writer.id, now=desk.now)
    desk.file("membership-application", 4, {
        "applied_on": desk.day(4), "name": "何丽", "gender": "女", "birthday": "1989-05-12",
        "phone": "13900002211", "emergency_name": "何强", "emergency_phone": "13900002212",
        "sports": ["游泳", "羽毛球"], "source": "老会员", "health": "无",
        "card_kind": "综合健身年卡", "card": "AM20311", "valid_from": desk.day(4),
        "fee": "1880", "deposit": "20", "agreed": "yes", "applicant": "何丽",
        "taken_by": desk.writer.name,
    })  # fmt: skip


def _complaints(desk: Desk) -> None:
    who = {"name": "冯女士", "phone": "13600007788"}
    said = "周六晚上淋浴没有热水，问前台，说等一等就有，等了二十分钟。"
    desk.file("front-desk-complaint", 8, {
        **who, "came_on": desk.day(8), "came_at": "20:40", "way": "现场", "about": "场地设施",
        "content": said, "wanted": "说明原因，以后提前告知。",
        "calmed": "当场道歉，请她到贵宾淋浴间。",
        "passed_on": "no", "taken_by": desk.writer.name,
    })  # fmt: skip
    handled = desk.file("complaint-handling", 7, {
        **who, "came_on": desk.day(8), "content": said, "valid": "有效投诉",
        "why": "热水是本馆提供的服务。", "department": "venue",
        "plan": "检修热水器，维修期间在入口公告。", "planned_on": desk.day(5),
        "taken_by": desk.writer.name,
    })  # fmt: skip
    finished = {**handled.values, "result": "已更换加热管，公告已贴。", "done_on": desk.day(5)}
    correct(
        desk.session, handled, finished, "补上处理结果", seen=handled.edition, by=desk.writer.id,
        now=desk.now - timedelta(days=4),
    )  # fmt: skip
    desk.file("complaint-visit", 3, {
        **who, "visited_on": desk.day(3), "way": "电话", "complaint": said,
        "result": "热水器修好，已试用。", "satisfied": "满意", "opinion": "希望以后先贴公告。",
        "again": "no", "visited_by": desk.writer.name,
    })  # fmt: skip
    desk.file("referral-slip", 5, {
        "slipped_on": f"{desk.day(5)}T16:10", "name": "吴先生", "phone": "13700005566",
        "content": "停在路边的电动车被拖走，要求本馆赔偿。",
        "why": "路边车位由街道管理，不在本馆承诺的服务之内。", "receiver": "城东街道办事处",
        "receiver_name": "钱主任", "receiver_phone": "021-65430000",
        "receiver_address": "城东路 18 号", "told_at": f"{desk.day(5)}T16:18",
        "handed_by": desk.writer.name,
    })  # fmt: skip


def _calls(desk: Desk) -> None:
    by = {"taken_by": desk.writer.name}
    desk.file("incoming-call", 3, {
        "called_at": f"{desk.day(3)}T14:05", "name": "钱女士", "phone": "13800004455",
        "item": "订场", "content": "想订周日下午的网球场。", "reply": "已订 15:00 的 2 号场。",
        "settled": "yes", "passed_on": "no", **by,
    })  # fmt: skip
    desk.file("incoming-call", 1, {
        "called_at": f"{desk.day(1)}T19:32", "phone": "13500009911", "item": "报修",
        "content": "羽毛球 3 号场灯闪。", "reply": "已通知场地部。", "settled": "no",
        "passed_on": "no", **by,
    })  # fmt: skip
    first = desk.file("prospect-call", 5, {
        "enquired_on": desk.day(5), "name": "郑先生", "phone": "13400001122", "item": "会员卡",
        "source": "朋友介绍", "content": "问年卡能不能两个人用。", "interest": "高",
        "best_time": ["晚上", "周末"], **by,
    })  # fmt: skip
    record_call(
        desk.session, first, "在开会，晚上再打。", settled=False, by=desk.writer.id,
        now=desk.now - timedelta(days=2),
    )  # fmt: skip
    desk.file("prospect-call", 2, {
        "enquired_on": desk.day(2), "name": "韩女士", "phone": "13300003344", "item": "培训",
        "source": "传单", "content": "问成人网球初级班。", "interest": "中", **by,
    })  # fmt: skip


def _campaign(desk: Desk) -> None:
    offer = {"campaign": "秋季办卡赠月"}
    desk.file("promotion-call", 9, {
        **offer, "called_at": f"{desk.day(9)}T15:20", "name": "曹女士", "phone": "13900008800",
        "reached": "接通", "interest": "考虑", "content": "想和家人商量，周末来看。",
        "called_by": desk.writer.name,
    })  # fmt: skip
    desk.file("promotion-call", 10, {
        **offer, "called_at": f"{desk.day(10)}T15:32", "name": "彭先生", "phone": "13900008801",
        "reached": "无人接听", "called_by": desk.writer.name,
    })  # fmt: skip
    desk.file("promotion-return", 6, {
        **offer, "came_on": desk.day(6), "name": "曹女士", "phone": "13900008800",
        "source": "电话通知", "people": "2", "bought": ["办卡", "购买商品"], "card_amount": "1880",
        "other_amount": "126.5", "opinion": "赠月很实在。", "taken_by": desk.writer.name,
    })  # fmt: skip


def _courts(desk: Desk) -> None:
    """One member three times without a court: an offer waits."""
    by = {"taken_by": desk.writer.name}
    who = {"name": "宋涛", "card": "AM10086", "phone": "13700001234"}
    for ago in (15, 8, 1):
        desk.file("could-not-book", ago, {
            **who, "asked_on": desk.day(ago), "wanted_on": desk.day(ago - 2), "wanted_at": "19:00",
            "sport": "羽毛球", "why": "已订满", **by,
        })  # fmt: skip
    desk.file("could-not-book", 4, {
        "name": "唐敏", "card": "AM10230", "asked_on": desk.day(4), "wanted_on": desk.day(1),
        "sport": "网球", "why": "赛事占用", **by,
    })  # fmt: skip
    for ago in (12, 3):
        desk.file("booked-absent", ago, {
            "name": "邓强", "card": "AM10411", "booked_for": f"{desk.day(ago)}T20:00",
            "sport": "篮球", "court": "1 号", "hours": "2", "reached": "已联系上",
            "why": "临时加班，忘了取消。", **by,
        })  # fmt: skip


def _surveys(desk: Desk) -> None:
    by: dict[str, Value] = {"way": "电话", "asked_by": desk.writer.name}
    desk.file("satisfaction-survey", 11, {
        **by, "asked_on": desk.day(11), "name": "田女士", "phone": "13600001212", "overall": "满意",
        "venue": "满意", "service": "满意", "training": "没用过", "wish": "周末晚上延长一小时。",
        "stays": "会",
    })  # fmt: skip
    desk.file("satisfaction-survey", 10, {
        **by, "asked_on": desk.day(10), "name": "石先生", "phone": "13600001313", "overall": "一般",
        "venue": "不满意", "service": "满意", "training": "满意", "worst": "更衣室晚上人多。",
        "stays": "还没想好",
    })  # fmt: skip
    desk.file("satisfaction-survey", 2, {
        **by, "asked_on": desk.day(2), "name": "白女士", "phone": "13600001414", "overall": "满意",
        "venue": "满意", "service": "满意", "training": "一般", "stays": "会",
    })  # fmt: skip
