"""The small named world of the tests: four colleagues, a handful of entries, one Wednesday."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session

from kb.clock import SHANGHAI
from kb.conversations import Author, Conversation, open_conversation, say
from kb.knowledge import Content, Entry, approve, propose, submit
from kb.people.accounts import hire
from kb.people.password import Passwords
from kb.people.person import Person
from kb.people.role import Role
from kb.policy import ServiceHours, ServicePolicy
from kb.terms import Audience, Category, Department, Level, Reason
from kb.tickets import Ticket, open_ticket


def shanghai(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


MORNING = shanghai(2026, 11, 18, 9)
NOON = shanghai(2026, 11, 18, 12)  # a Wednesday: people answer from 13:00 to 22:30
AFTERNOON = shanghai(2026, 11, 18, 15)
NIGHT = shanghai(2026, 11, 18, 23)
NEXT_DAY = shanghai(2026, 11, 19, 15)

WORKDAY = [["13:00", "22:30"]]
WEEKEND = [["09:00", "22:30"]]
HOURS = ServiceHours.model_validate(
    dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), WORKDAY)
    | dict.fromkeys(("saturday", "sunday"), WEEKEND)
)
SERVICE = ServicePolicy(hours=HOURS)

PASSWORD = "爱玛会-2026-测试"
PASSWORDS = Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True)
class Staff:
    wang: Person  # 小王, agent
    li: Person  # 李主管, supervisor
    chen: Person  # 陈静, maintainer
    zhou: Person  # 周明, maintainer


def hire_staff(session: Session) -> Staff:
    return Staff(
        wang=_hire(session, "wang", "小王", Role.AGENT),
        li=_hire(session, "li", "李主管", Role.SUPERVISOR),
        chen=_hire(session, "chen", "陈静", Role.MAINTAINER),
        zhou=_hire(session, "zhou", "周明", Role.MAINTAINER),
    )


@dataclass(frozen=True)
class Others:
    zhao: Person  # 赵师傅, of the venue department
    liu: Person  # 刘经理, manager


def hire_others(session: Session) -> Others:
    """Beside those of the service: a department's person and a manager."""
    return Others(
        zhao=_hire(session, "zhao", "赵师傅", Role.DEPARTMENT, Department.VENUE),
        liu=_hire(session, "liu", "刘经理", Role.MANAGER),
    )


def _hire(session: Session, login: str, name: str, role: Role, *departments: Department) -> Person:
    return hire(
        session,
        login,
        name,
        PASSWORD,
        roles=[role],
        departments=departments,
        passwords=PASSWORDS,
        by=None,
        now=MORNING,
    )


def text(question: str, answer: str, *variants: str, **more: object) -> Content:
    fields: dict[str, object] = {
        "category": Category.OTHER,
        "department": Department.FRONT_DESK,
        "audience": Audience.MEMBER,
    }
    return Content(question=question, answer=answer, variants=variants, **(fields | more))  # type: ignore[arg-type]


BADMINTON_PRICE = text(
    "羽毛球怎么收费？",
    "周一至周五13:00-18:00每小时10元；18:00以后和周末全天每小时15元。",
    "打羽毛球多少钱一小时",
    "羽毛球场地费",
    category=Category.VENUE,
    department=Department.VENUE,
)
PARKING = text("停车收费吗？", "停车免费，停车场很大。", "有地方停车吗", "停车要钱不")
OPENING_HOURS = text(
    "营业时间是几点到几点？",
    "周一至周五13:00-22:30，周六、周日9:00-22:30。",
    "你们几点开门",
    "几点关门",
)
ANNUAL_CARDS = text(
    "现在有哪些年卡？",
    "有综合健身年卡和篮球年卡两种。",
    "年卡有几种",
    category=Category.MEMBERSHIP,
    department=Department.MEMBERSHIP,
)
FRONT_DESK_GREETING = text(
    "接电话时怎么问候？",
    "先问好，再问对方需要什么。",
    "电话开头怎么说",
    audience=Audience.INTERNAL,
)
ENTRIES = {
    "badminton-price": BADMINTON_PRICE,
    "parking": PARKING,
    "opening-hours": OPENING_HOURS,
    "annual-cards": ANNUAL_CARDS,
    "internal-greeting": FRONT_DESK_GREETING,
}


def publish_text(
    session: Session, staff: Staff, entry_id: str, content: Content, now: datetime = MORNING
) -> Entry:
    """Written by 陈静, approved by 周明."""
    entry = propose(session, content, by=staff.chen.id, now=now, entry_id=entry_id)
    submit(session, entry, by=staff.chen.id, now=now)
    return approve(session, entry, seen=entry.head, by=staff.zhou.id, now=now)


def open_club(session: Session) -> Staff:
    """The colleagues, and every entry of this world in force."""
    staff = hire_staff(session)
    for entry_id, content in ENTRIES.items():
        publish_text(session, staff, entry_id, content)
    return staff


def ask_for_person(
    session: Session,
    question: str = "网球怎么收费？",
    level: Level = Level.ONE,
    now: datetime = AFTERNOON,
) -> tuple[Conversation, Ticket]:
    """A member asks what the base does not know, and a ticket stands for it."""
    conversation, _ = open_conversation(session, now=now)
    message = say(session, conversation, Author.MEMBER, question, now=now)
    ticket = open_ticket(
        session,
        conversation.id,
        message.text,
        level=level,
        category=Category.VENUE,
        reason=Reason.NO_KNOWLEDGE,
        policy=SERVICE,
        now=now,
    )
    return conversation, ticket
