"""Time passes: clocks fire what has come due, and the colleagues it concerns are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from kb.answering.telling import in_words
from kb.complaints.complaint import Complaint, shown
from kb.db import Database
from kb.deadlines.firing import BATCH, Fired, anything_due, fire_due
from kb.deadlines.signal import Matter
from kb.deadlines.stage_clock import ClockEventKind, StageClock
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person
from kb.people.rights import Right, holders, may
from kb.policy import Turn
from kb.suggestions.suggestion import Suggestion
from kb.terms import Department
from kb.tickets import Ticket

SHORT = 24
PATHS = {
    Matter.TICKET: "/desk/tickets/{}",
    Matter.COMPLAINT: "/complaints/{}",
    Matter.SUGGESTION: "/suggestions/{}",
}


def tick_all(
    database: Database,
    *,
    now: datetime,
    batch: int = BATCH,
    breathe: Callable[[], object] = lambda: None,
) -> Iterator[str]:
    """What fired, in words. Members' questions wait for the write lock no longer than a batch, if
    `breathe`, called between two, gives those who wait for it time to take it."""
    while True:
        with database.reading() as session:
            if not anything_due(session, now=now):
                return
        with database.writing() as session:
            fired = [_in_words(each) for each in tick(session, now=now, limit=batch)]
        if not fired:
            return
        yield from fired
        breathe()


def tick(session: Session, *, now: datetime, limit: int = BATCH) -> list[Fired]:
    """What fires and who hears of it are one transaction."""
    fired = fire_due(session, now=now, limit=limit)
    colleagues = _Colleagues(session)
    for each in fired:
        _tell(session, each, colleagues, now)
    return fired


@dataclass(frozen=True)
class _Case:
    text: str
    owner_id: int | None
    department: Department | None


@dataclass
class _Colleagues:
    """Those who work here; each right is looked up once a tick."""

    session: Session
    known: dict[Right, list[Person]] = field(default_factory=dict)

    def with_right(self, right: Right) -> list[Person]:
        if right not in self.known:
            self.known[right] = holders(self.session, right)
        return self.known[right]

    def of(self, department: Department | None) -> list[Person]:
        answering = self.with_right(Right.ANSWER_REFERRED)
        return [each for each in answering if department in each.departments]

    def whose(self, turn: Turn, case: _Case) -> list[Person]:
        """A turn that nobody can take falls to those who lead the service."""
        found: list[Person] = []
        match turn:
            case Turn.MANAGER:
                found = self.with_right(Right.DECIDE_PLANS)
            case Turn.DEPARTMENT:
                found = self.of(case.department)
            case Turn.OWNER:
                found = self._owners(case)
            case Turn.SUPERVISOR:
                pass
        return found or self.with_right(Right.LEAD_SERVICE)

    def _owners(self, case: _Case) -> list[Person]:
        owner = self.session.get(Person, case.owner_id) if case.owner_id else None
        return [owner] if owner and owner.active else self.with_right(Right.WORK_TICKETS)


def _tell(session: Session, fired: Fired, colleagues: _Colleagues, now: datetime) -> None:
    case = _case_of(session, fired.clock)
    match fired.kind:
        case ClockEventKind.WARNED:
            kind = NoticeKind.PERIODIC if fired.rule.repeats else NoticeKind.WARNED
            told = colleagues.whose(fired.rule.turn, case)
        case ClockEventKind.BREACHED:
            kind = NoticeKind.BREACHED
            told = colleagues.whose(fired.rule.turn, case)
        case ClockEventKind.CLIMBED if fired.rule.climbs_to is not None:
            kind = NoticeKind.CLIMBED
            known = {each.id for each in colleagues.whose(fired.rule.turn, case)}
            told = colleagues.whose(fired.rule.climbs_to, case)
            told = [each for each in told if each.id not in known]
        case _:
            return
    for person in told:
        notify(
            session, person.id, kind, _notice(fired, case, now),
            about=(fired.clock.matter.value, fired.clock.number),
            path=_path(fired, person), key=fired.key, now=now,
        )  # fmt: skip


def _path(fired: Fired, person: Person) -> str:
    """A department sees a ticket on its own page."""
    if fired.clock.matter is Matter.TICKET and not may(person, Right.WORK_TICKETS):
        return f"/department/cases/{fired.clock.number}"
    return PATHS[fired.clock.matter].format(fired.clock.number)


def _notice(fired: Fired, case: _Case, now: datetime) -> str:
    until = in_words(fired.due_at, now)
    label = f"{_called(fired.clock)}“{fired.rule.label}”"
    match fired.kind:
        case ClockEventKind.WARNED:
            said = f"{until} 到期"
        case ClockEventKind.CLIMBED:
            said = f"应在 {until} 前完成，已超时，上报给您"
        case _:
            said = f"应在 {until} 前完成，已超时"
    return f"{label}{said}{f'：{case.text}' if case.text else ''}"


def _case_of(session: Session, clock: StageClock) -> _Case:
    match clock.matter:
        case Matter.TICKET:
            ticket = session.get(Ticket, clock.number)
            if ticket is not None:
                return _Case(_short(ticket.question), ticket.owner_id, ticket.department)
        case Matter.COMPLAINT:
            complaint = session.get(Complaint, clock.number)
            if complaint is not None:
                text = _short(complaint.text)
                return _Case(text, complaint.registered_by, complaint.department)
        case Matter.SUGGESTION:
            suggestion = session.get(Suggestion, clock.number)
            if suggestion is not None:
                text = _short(suggestion.text)
                return _Case(text, suggestion.received_by, suggestion.department)
    return _Case("", None, None)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _in_words(fired: Fired) -> str:
    return f"{_called(fired.clock)}　{fired.rule.label}　{fired.kind.label}"


def _called(clock: StageClock) -> str:
    number = shown(clock.number) if clock.matter is Matter.COMPLAINT else clock.number
    return f"{clock.matter.label} {number}"
