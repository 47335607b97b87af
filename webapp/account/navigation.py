"""The rooms a colleague's rights open, in the order of the menu."""

from dataclasses import dataclass

from flask import request, url_for

from kb.people.rights import Right
from webapp.account.colleague import Colleague, signed_in

ROOMS = (
    ("待办工单", "desk.waiting", Right.WORK_TICKETS),
    ("知识库", "library.shelf", Right.LOOK_UP),
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
    return [
        Link(label, url_for(endpoint), request.blueprint == endpoint.partition(".")[0])
        for label, endpoint, right in ROOMS
        if right in colleague.rights
    ]
