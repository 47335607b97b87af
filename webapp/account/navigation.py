"""The rooms a colleague's rights open, in the order of the menu."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for

from kb.people.rights import Right
from kb.terms import LabelledEnum
from webapp.account.colleague import Colleague, signed_in

MOST_IN_BAR = 6
"""the others fold away under 更多, unless it were only one"""


class Group(LabelledEnum):
    WORK = "work", "日常"
    MEMBERS = "members", "会员"
    LEAD = "lead", "主管与报表"
    MINE = "mine", "我的"
    HOUSE = "house", "设置"


@dataclass(frozen=True)
class Room:
    label: str
    endpoint: str
    right: Right
    group: Group = Group.WORK


# What is opened most often stands first: only the first ones of a colleague stand in the bar.
ROOMS = (
    ("看板", "manage.home", Right.SET_POLICY, Group.LEAD),
    ("待办工单", "desk.waiting", Right.WORK_TICKETS),
    ("转来的问题", "department.cases", Right.ANSWER_REFERRED),
    ("主管台", "supervise.overview", Right.LEAD_SERVICE, Group.LEAD),
    ("投诉", "complaints.all_complaints", Right.WORK_TICKETS),
    ("投诉", "complaints.all_complaints", Right.ANSWER_REFERRED),
    ("投诉", "complaints.all_complaints", Right.DECIDE_PLANS),
    ("今日安排", "agenda.day", Right.WORK_TICKETS),
    ("知识库", "library.shelf", Right.LOOK_UP),
    ("会员", "members.room", Right.SEE_MEMBERS, Group.MEMBERS),
    ("建议", "suggestions.room", Right.WORK_TICKETS, Group.MEMBERS),
    ("建议", "suggestions.room", Right.ANSWER_REFERRED, Group.MEMBERS),
    ("登记表", "registers.shelf", Right.KEEP_REGISTERS, Group.MEMBERS),
    ("跟进", "follow_ups.waiting", Right.WORK_TICKETS, Group.MEMBERS),
    ("跟进", "follow_ups.waiting", Right.ANSWER_REFERRED, Group.MEMBERS),
    ("常用语", "sayings.shelf", Right.WORK_TICKETS, Group.MINE),
    ("业务测验", "quiz.start", Right.LOOK_UP, Group.MINE),
    ("看板", "manage.home", Right.SEE_HEALTH, Group.LEAD),
    ("看板", "manage.home", Right.ANSWER_REFERRED, Group.LEAD),
    ("来信", "mail.untaken_mail", Right.LEAD_SERVICE, Group.LEAD),
    ("周报", "manage.weekly", Right.SEE_REPORTS, Group.LEAD),
    ("账号", "people.everybody", Right.MANAGE_ACCOUNTS, Group.HOUSE),
    ("服务日历", "calendar.days", Right.SET_CALENDAR, Group.HOUSE),
)


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    here: bool


@dataclass(frozen=True)
class Menu:
    """`folded`: what stands under 更多, with the name of its group; `inside`: the room among these
    where one is now."""

    bar: Sequence[Link]
    folded: Sequence[tuple[str, Sequence[Link]]]
    inside: Link | None


def links(lines: Iterable[tuple[str, str, Right]], here: str | None) -> list[Link]:
    """A room's own menu: what one's rights open, each by the first of its names. `here`: the
    endpoint where one is."""
    colleague = signed_in()
    found: dict[str, Link] = {}
    for label, endpoint, right in lines:
        if colleague and right in colleague.rights:
            found.setdefault(endpoint, Link(label, url_for(endpoint), endpoint == here))
    return list(found.values())


def navigation() -> list[Link]:
    colleague = signed_in()
    return [link for link, _ in rooms_of(colleague)] if colleague else []


def menu() -> Menu:
    colleague = signed_in()
    found = rooms_of(colleague) if colleague else []
    most = len(found) if len(found) == MOST_IN_BAR + 1 else MOST_IN_BAR
    rest = found[most:]
    groups = ((group.label, [link for link, its in rest if its is group]) for group in Group)
    return Menu(
        [link for link, _ in found[:most]],
        [(label, links) for label, links in groups if links],
        next((link for link, _ in rest if link.here), None),
    )


def rooms_of(colleague: Colleague) -> list[tuple[Link, Group]]:
    """A room that several rights open is named once."""
    rooms = [Room(*each) for each in ROOMS]
    once = {each.endpoint: each for each in rooms if each.right in colleague.rights}
    addresses = {endpoint: url_for(endpoint) for endpoint in once}
    here = _where(addresses)
    return [
        (Link(each.label, addresses[endpoint], endpoint == here), each.group)
        for endpoint, each in once.items()
    ]


def _where(addresses: Mapping[str, str]) -> str | None:
    """The room whose address the page's begins with, the longest such; else the one whose views
    the page is among."""
    path = f"{request.path}/"
    above = [each for each, address in addresses.items() if path.startswith(f"{address}/")]
    if above:
        return max(above, key=lambda each: len(addresses[each]))
    among = (each for each in addresses if each.partition(".")[0] == request.blueprint)
    return next(among, None)
