"""The rooms a colleague's rights open, in the order of the menu."""

from dataclasses import dataclass

from flask import request, url_for

from kb.people.rights import Right
from webapp.account.colleague import Colleague, signed_in

ROOMS = (
    ("待办工单", "desk.waiting", Right.WORK_TICKETS),
    ("转来的问题", "department.cases", Right.ANSWER_REFERRED),
    ("投诉", "complaints.all_complaints", Right.WORK_TICKETS),
    ("投诉", "complaints.all_complaints", Right.ANSWER_REFERRED),
    ("投诉", "complaints.all_complaints", Right.DECIDE_PLANS),
    ("今日安排", "agenda.day", Right.WORK_TICKETS),
    ("会员", "members.room", Right.SEE_MEMBERS),
    ("建议", "suggestions.room", Right.WORK_TICKETS),
    ("建议", "suggestions.room", Right.ANSWER_REFERRED),
    ("登记表", "registers.shelf", Right.KEEP_REGISTERS),
    ("跟进", "follow_ups.waiting", Right.WORK_TICKETS),
    ("跟进", "follow_ups.waiting", Right.ANSWER_REFERRED),
    ("主管台", "supervise.overview", Right.LEAD_SERVICE),
    ("周报", "weekly.summary_page", Right.SEE_REPORTS),
    ("知识库", "library.shelf", Right.LOOK_UP),
    ("服务日历", "calendar.days", Right.SET_CALENDAR),
)


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    here: bool


def navigation() -> list[Link]:
    colleague = signed_in()
    return rooms_of(colleague) if colleague else []


def rooms_of(colleague: Colleague) -> list[Link]:
    """A room that several rights open is named once."""
    open_to = (
        Link(label, url_for(endpoint), request.blueprint == endpoint.partition(".")[0])
        for label, endpoint, right in ROOMS
        if right in colleague.rights
    )
    return list(dict.fromkeys(open_to))
