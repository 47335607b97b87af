"""What was done about a question, in words for the member who asked it: nothing of what
colleagues say among themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kb.conversations import Conversation
from kb.errors import NotFound
from kb.history import Event, events_of
from kb.terms import Department
from kb.tickets import Ticket, replies
from kb.tickets.merge import worked_on_as
from kb.tickets.standing import standings
from kb.tickets.update import updates_of
from webapp.language import spoken, tell
from webapp.member.progress import ANSWERED_SINCE, promise
from webapp.member.speaking import told
from webapp.member.turn import Promise
from webapp.wording import moment

PLAIN = {
    "opened": "收到您的问题",
    "completed": "您补充了问题",
    "superseded": ANSWERED_SINCE,
    "taken": "已有同事接手",
    "solved": "责任部门报告已处理好，同事正在核对",
    "merged": "和别的会员的同样问题一起处理",
    "reopened": "重新打开，继续处理",
    "closed": "已处理完毕",
}


@dataclass(frozen=True)
class Told:
    """`words`: what a colleague wrote to the member at that moment."""

    at: datetime
    text: str
    words: str = ""

    @property
    def whole(self) -> str:
        if not self.words:
            return self.text
        colon = ": " if spoken() == "en" else "："
        return f"{self.text}{colon}{self.words}"


@dataclass(frozen=True)
class Story:
    question: str
    promise: Promise
    timeline: list[Told]


def story_of(session: Session, talk: Conversation, number: int, now: datetime) -> Story:
    """A question of another conversation is not found, just like one that is not there."""
    own = (each for each in standings(session, talk.id) if each.ticket.number == number)
    standing = next(own, None)
    if standing is None:
        raise NotFound("这个对话里没有这个问题。")
    return Story(
        standing.ticket.question,
        told(promise(session, standing, now)),
        _timeline(session, standing.ticket, now),
    )


def _timeline(session: Session, ticket: Ticket, now: datetime) -> list[Told]:
    """Oldest first; once it went up in another question, what was done about that one."""
    steps = list(_told(session, ticket, now))
    worked = worked_on_as(session, ticket)
    if worked is not ticket:
        since = steps[-1].at if steps else ticket.opened_at
        steps += [each for each in _told(session, worked, now) if each.at > since]
    return steps


def _told(session: Session, ticket: Ticket, now: datetime) -> Iterator[Told]:
    written = {
        **{("updated", each.id): each.text for each in updates_of(session, ticket.number)},
        **{("replied", each.id): each.text for each in replies(session, ticket)},
    }
    for event in events_of(session, "ticket", ticket.number):
        said = _said(event, written, now)
        if said is not None:
            yield replace(said, text=tell(said.text))


def _said(event: Event, written: Mapping[tuple[str, int], str], now: datetime) -> Told | None:
    match event.verb:
        case "updated":
            return Told(
                event.at, "告诉您进展", written.get(("updated", event.details["update"]), "")
            )
        case "replied":
            return Told(event.at, "回复您", written.get(("replied", event.details["reply"]), ""))
        case "referred":
            department = Department(event.details["department"])
            return Told(event.at, f"转给{department.label}处理")
        case "planned" | "rescheduled":
            expected = moment(datetime.fromisoformat(event.details["expected"]), now)
            first = event.verb == "planned"
            text = (
                f"有了方案，预计 {expected} 前完成"
                if first
                else f"时间有变，预计 {expected} 前完成"
            )
            return Told(event.at, text)
    return Told(event.at, PLAIN[event.verb]) if event.verb in PLAIN else None
