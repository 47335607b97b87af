"""Members of the demo club: a dozen, some of them written down twice, birthdays around now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.care.due import yearly
from kb.clock import to_local
from kb.conversations import Conversation, find_conversation
from kb.conversations.belonging import join_member
from kb.members import Contact, Member, Particulars, add_member, look_at, tag_member
from kb.people.person import by_login
from kb.tickets import Ticket

WRITTEN_DOWN = timedelta(days=400)


@dataclass(frozen=True)
class Known:
    """`birthday_in`, `joined_in`: days from now to the next return; `years`: of age, of
    membership."""

    name: str
    phone: str
    card: str | None = None
    email: str | None = None
    birthday_in: int | None = None
    years: int = 30
    joined_in: int | None = None
    member_years: int = 1
    tags: tuple[str, ...] = ()


MEMBERS = (
    Known(
        "陈晓燕", "13812340101", "CB202201017", "xiaoyan.chen@example.com", 0, 36, 40, 4, ("晨练",)
    ),
    Known("刘伟", "13912340202", "CB202003025", None, 2, 41, 1, 6, ("篮球", "老会员")),
    Known("赵敏", "13712340303", "CB202405112", "zhaomin@example.com", 6, 28, 100, 2, ("瑜伽",)),
    Known("孙浩然", "13612340404", "CB202501008", None, -1, 33, 200, 1, ("羽毛球",)),
    Known("周玉兰", "13512340505", "CB201909003", None, 30, 68, 5, 7, ("晨练", "老会员")),
    Known("吴建军", "13412340606", "CB202310077", None, 120, 55, 0, 3, ("团购",)),
    Known("郑小宇", "13312340707", "CB202506031", None, 75, 11, 90, 1, ("少儿篮球",)),
    Known("王伟", "13212340808", "CB202402019", None, 60, 29, 150, 2, ()),
    Known("王伟", "13112340909", "CB202307044", None, 210, 45, 170, 3, ()),
    Known("陈小燕", "13812340101", None, None, None, 0, None, 0, ()),
    Known("刘 伟", "13800000202", "CB202003025", None, None, 0, None, 0, ()),
    Known("林志远", "15912341010", "CB202508066", "zhiyuan@example.com", 15, 38, 250, 1, ("商家",)),
)


def seed_members(session: Session, now: datetime) -> None:
    agent = by_login(session, "agent")
    if agent is None or session.scalar(select(Member.id).limit(1)) is not None:
        return
    then = now - WRITTEN_DOWN
    members = []
    for each in MEMBERS:
        member = add_member(session, _particulars(each, now), by=agent.id, now=then)
        for tag in each.tags:
            tag_member(session, member, tag, by=agent.id, now=then)
        members.append(member)
    page = f"/members/{members[0].id}"
    an_hour_ago = now - timedelta(hours=1)
    look_at(session, members[0], Contact.PHONE, page=page, by=agent.id, now=an_hour_ago)


def link_talks(session: Session, now: datetime) -> None:
    """The first tickets of the demo belong to members who are known."""
    agent = by_login(session, "agent")
    linked = select(Conversation.id).where(Conversation.member_id.is_not(None)).limit(1)
    if agent is None or session.scalar(linked) is not None:
        return
    members = session.scalars(select(Member).order_by(Member.id).limit(5)).all()
    first = select(Ticket.conversation_id).order_by(Ticket.number).limit(10)
    for position, number in enumerate(dict.fromkeys(session.scalars(first))):
        if members:
            talk, member = find_conversation(session, number), members[position % len(members)]
            join_member(session, talk, member, by=agent.id, now=max(now, talk.opened_at))


def _particulars(known: Known, now: datetime) -> Particulars:
    today = to_local(now).date()
    return Particulars(
        "".join(known.name.split()),
        known.phone,
        known.email,
        known.card,
        _past(today, known.birthday_in, known.years),
        _past(today, known.joined_in, known.member_years),
    )


def _past(today: date, days: int | None, years: int) -> date | None:
    """So that its return so many days from today makes so many years."""
    if days is None:
        return None
    there = today + timedelta(days=days)
    return yearly(there, there.year - years)
