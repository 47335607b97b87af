"""Talk among the colleagues of the demo club: notes, a handover, notices of both."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.acts.hand_shift import hand_shift
from kb.acts.note_on_ticket import note_on_ticket
from kb.acts.update_member import update_member
from kb.notices.handover import Handover
from kb.notices.inbox import inbox, see
from kb.people.person import by_login
from kb.tickets import open_tickets

EVENING = """\
3号羽毛球场的灯闪，场地部说明天上午换镇流器，今晚订3号场的会员都改到了5号场。
张女士的年卡补办好了，放在前台左边抽屉，她明天下午来取。"""


def seed_notices(session: Session, now: datetime) -> None:
    agent, supervisor = (by_login(session, each) for each in ("agent", "supervisor"))
    if agent is None or supervisor is None or session.scalar(select(Handover.id).limit(1)):
        return
    mine = [each for each in open_tickets(session) if each.owner_id == agent.id]
    if mine:
        _talk(session, mine[0].number, agent.id, supervisor.id, now)
    hand_shift(
        session, EVENING, {}, receiver_id=None, by=supervisor.id, now=now - timedelta(hours=14)
    )
    for notice in inbox(session, supervisor.id)[1:]:
        see(session, notice.id, by=supervisor.id, now=now)


def _talk(session: Session, number: int, agent: int, supervisor: int, now: datetime) -> None:
    note_on_ticket(
        session, number, "会员又来过前台，语气挺急，先打个电话再处理。",
        by=supervisor, now=now - timedelta(minutes=5),
    )  # fmt: skip
    note_on_ticket(
        session, number, "已经打过，会员同意再等等。@周敏 如果要补偿，需要您点头。",
        by=agent, now=now - timedelta(minutes=4),
    )  # fmt: skip
    update_member(
        session, number, "您好，我这边还不太清楚什么时候能好，有消息会通知您的。",
        by=agent, now=now - timedelta(minutes=3),
    )  # fmt: skip
