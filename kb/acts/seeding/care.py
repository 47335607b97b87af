"""Suggestions of the demo club in all their states, and people who asked about joining."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.suggest import note_suggestion, suggest, thank_giver
from kb.care.call import CallResult
from kb.care.prospect import Prospect, Source
from kb.care.prospects import call_prospect, note_prospect
from kb.people.person import Person, by_login
from kb.policy import CarePolicy
from kb.suggestions import Suggestion, adopt, classify, decline
from kb.terms import Category, Channel, Department

DAY = timedelta(days=1)

SUGGESTED = (
    ("更衣室再装两个吹风机，晚上要排队。", Category.VENUE, Department.VENUE),
    ("周末上午能不能加一节亲子羽毛球课？", Category.TRAINING, Department.TRAINING),
    ("停车场出口的灯太暗，晚上看不清台阶。", Category.VENUE, Department.VENUE),
    ("会员日能不能固定在每月第一个周六？", Category.MEMBERSHIP, Department.MEMBERSHIP),
)
CALLED = {
    "15012342002": ((3, CallResult.REACHED, "再想想，后天再联系"),),
    "15012342004": (
        (17, CallResult.REACHED, "要先看场地"),
        (15, CallResult.JOINED, "办了团体卡"),
    ),
}
"""by telephone number: so many days ago, with which result"""


def seed_care(session: Session, now: datetime) -> None:
    people = [by_login(session, each) for each in ("agent", "supervisor", "department")]
    if any(each is None for each in people):
        return
    agent, supervisor, venue = (each for each in people if each is not None)
    if session.scalar(select(Suggestion.number).limit(1)) is None:
        _suggestions(session, now, agent, supervisor, venue)
    if session.scalar(select(Prospect.id).limit(1)) is None:
        _prospects(session, now, agent)


def _suggestions(
    session: Session, now: datetime, agent: Person, supervisor: Person, venue: Person
) -> None:
    made = []
    for days, (text, category, department) in zip((12, 9, 4, 3), SUGGESTED, strict=True):
        then = now - days * DAY
        given, _ = suggest(session, text, category=category, giver="一位会员", now=then)
        classify(session, given, category, department, by=agent.id, now=then + DAY / 24)
        made.append(given)
    adopt(
        session, made[0], "高峰时确实要等十分钟以上", "下个月 10 日前装好两个", by=venue,
        now=now - 10 * DAY,
    )  # fmt: skip
    said = "谢谢您的建议。我们决定采纳：下个月 10 日前在更衣室装好两个吹风机。"
    thank_giver(session, made[0], said, Channel.ONLINE, by=agent.id, now=now - 9 * DAY)
    decline(session, made[1], "周末上午场地已排满，暑假会再看", by=supervisor, now=now - 6 * DAY)
    adopt(
        session, made[3], "固定日期便于安排", "下季度起试行三个月", by=supervisor, now=now - 2 * DAY
    )
    for hours, text in ((30, "饮水机旁边放些一次性纸杯。"), (2, "希望可以线上查自己的剩余次数。")):
        note_suggestion(
            session, text, channel=Channel.PHONE, category=Category.OTHER, giver="陈女士",
            contact="13812340101", by=agent.id, now=now - timedelta(hours=hours),
        )  # fmt: skip


def _prospects(session: Session, now: datetime, agent: Person) -> None:
    asked = (
        ("何女士", "15012342001", "少儿篮球班", Source.FRIEND, 3),
        ("许先生", "15012342002", "羽毛球年卡", Source.PASSING_BY, 6),
        ("沈女士", "15012342003", "产后瑜伽", Source.INTERNET, 1),
        ("韩先生", "15012342004", "公司团建包场", Source.PHONE, 20),
    )
    for name, phone, interest, source, days in asked:
        found = note_prospect(
            session, name, phone, interest, source, by=agent.id, now=now - days * DAY
        )
        for ago, result, note in CALLED.get(phone, ()):
            call_prospect(
                session, found, result, note, policy=CarePolicy(), by=agent.id, now=now - ago * DAY
            )
