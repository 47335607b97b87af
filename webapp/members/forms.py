from dataclasses import asdict, fields
from typing import TypeVar

from sqlalchemy.orm import Session

from kb import clock
from kb.clock import to_local
from kb.errors import BadInput
from kb.members import Contact, Member, Particulars, Sought, Typed, find_exactly, read_particulars
from kb.terms import Channel, LabelledEnum
from webapp.fields import asked, number, typed

Choice = TypeVar("Choice", bound=LabelledEnum)
LONGEST_SEARCH = 60


def read_sought() -> Sought:
    return Sought(asked("q")[:LONGEST_SEARCH], asked("tag")[:LONGEST_SEARCH])


def read_member() -> Particulars:
    today = to_local(clock.now()).date()
    return read_particulars(Typed(**{each.name: typed(each.name) for each in fields(Typed)}), today)


def typed_of(member: Member) -> dict[str, str]:
    """As the form shows what is there."""
    return {each: _shown(getattr(member, each)) for each in asdict(Typed())}


def read_contact() -> Contact:
    return pick(Contact, "contact", "要看哪一项")


def read_channel() -> Channel:
    return pick(Channel, "channel", "怎么提出的")


def pick(kind: type[Choice], name: str, what: str) -> Choice:
    value = typed(name)
    if value not in set(kind):
        raise BadInput(f"还没有选{what}。", field=name, code="no_choice", mend="请选一项。")
    return kind(value)


def read_taken() -> list[str]:
    """The fields in which the other record is the right one."""
    return [each for each in asdict(Typed()) if typed(f"take_{each}") == "other"]


def read_number(name: str) -> int:
    return number(typed(name), field=name, least=1)


def read_who(session: Session) -> Member:
    """The one member who is meant by a telephone number, a card or a name."""
    found = find_exactly(session, typed("member"))
    if len(found) == 1:
        return found[0]
    several = len(found) > 1
    raise BadInput(
        "有几位会员都对得上。" if several else "没有找到这位会员。",
        field="member",
        code="which_member",
        mend="请改用卡号。" if several else "请输入完整电话、卡号或姓名，或先新建会员。",
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)
