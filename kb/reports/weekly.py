"""The weekly summary across departments: what came in, what was done, what members say of it, and
what comes next. Read from tickets, their history, ratings and meetings; nothing is kept."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Exists,
    Integer,
    Row,
    Select,
    String,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.complaints.complaint import Complaint
from kb.history import Event
from kb.knowledge import usual_department
from kb.knowledge.publication import plans
from kb.period import Period, week_beside
from kb.terms import Category, Department, Level, Reason
from kb.tickets import Ticket, TicketState
from kb.tickets.meeting import Meeting, NextStep
from kb.tickets.rating import Rating, RatingReason, Satisfaction

BRIEF = (
    *(Ticket.number, Ticket.department, Ticket.category),
    *(Ticket.level, Ticket.reason, Ticket.state),
)
Brief = Row[int, Department | None, Category, Level, Reason, TicketState]
"""as much of a ticket as is counted"""
ENDS, ANSWERS = ("closed", "merged"), ("replied", "closed")
REOPENED = "reopened"
OVER = (TicketState.CLOSED, TicketState.MERGED)
RELEVELS = ("level_changed", "triage_corrected")
IN_ANY_STATE = Ticket.state.in_(TicketState)
"""the indexes begin with the state"""


@dataclass(frozen=True, slots=True)
class DepartmentWeek:
    """Numbers of tickets. `received`, `solved` (closed): in the week. `waiting`: not closed at its
    end. `overdue`: the promise fell into the week, and nothing was answered by then."""

    label: str
    received: tuple[int, ...]
    solved: tuple[int, ...]
    waiting: tuple[int, ...]
    overdue: tuple[int, ...]
    complaints: int

    @property
    def busy(self) -> bool:
        return bool(self.received or self.solved or self.waiting or self.overdue or self.complaints)


@dataclass(frozen=True, slots=True)
class Notable:
    """A level-3 ticket that was going on, or one whose member was not satisfied."""

    ticket: Ticket
    why: str


@dataclass(frozen=True, slots=True)
class Due:
    """What next week brings; the day is Shanghai's."""

    on: date
    what: str
    entry_id: str = ""
    ticket_number: int | None = None


@dataclass(frozen=True, slots=True)
class Weekly:
    """`until`: the end of the week, or now while it runs. `rows`: departments with something to
    tell, then all together."""

    week: Period
    until: datetime
    rows: Sequence[DepartmentWeek]
    total: DepartmentWeek
    levels: Sequence[tuple[Level, int]]
    reasons: Sequence[tuple[Reason, int]]
    ratings: Sequence[tuple[Satisfaction, int]]
    rating_reasons: Sequence[tuple[RatingReason, int]]
    notable: Sequence[Notable]
    coming: Sequence[Due]


def weekly(session: Session, week: Period, *, now: datetime) -> Weekly:
    until = min(week.end, now)
    received = _opened(session, week.begin, until)
    rated = _rated(session, week.begin, until)
    rows, total = _rows(session, week, until, received)
    counted = Counter(each.reason for each in received)
    satisfied = Counter(each.satisfaction for each in rated)
    why = Counter(each.reason for each in rated if each.reason is not None)
    levels = _levels_at(session, received, week.begin, until)
    by_level = Counter(levels.values())
    return Weekly(
        week,
        until,
        rows,
        total,
        [(each, by_level[each]) for each in Level],
        counted.most_common(),
        [(each, satisfied[each]) for each in Satisfaction],
        why.most_common(),
        _notable(session, week, until, rated),
        _coming(session, week_beside(week, 1), now),
    )


def _rows(
    session: Session, week: Period, until: datetime, received: Sequence[Brief]
) -> tuple[list[DepartmentWeek], DepartmentWeek]:
    kinds = (
        received,
        _closed(session, week.begin, until),
        _waiting(session, until),
        _overdue(session, week.begin, until),
    )
    sorted_out = [_by_department(each) for each in kinds]
    complaints = _complaints(session, week.begin, until)
    rows = [
        _row(each.label, [kind[each] for kind in sorted_out], complaints[each])
        for each in Department
    ]
    numbers = [[each.number for each in kind] for kind in kinds]
    return [each for each in rows if each.busy], _row("合计", numbers, sum(complaints.values()))


def _row(label: str, kinds: Sequence[Sequence[int]], complaints: int) -> DepartmentWeek:
    received, solved, waiting, overdue = (tuple(each) for each in kinds)
    return DepartmentWeek(label, received, solved, waiting, overdue, complaints)


def _by_department(tickets: Collection[Brief]) -> dict[Department, list[int]]:
    found: dict[Department, list[int]] = defaultdict(list)
    for each in tickets:
        found[each.department or usual_department(each.category)].append(each.number)
    return found


def _opened(session: Session, begin: datetime, end: datetime) -> Sequence[Brief]:
    opened = _told(Event.verb == "opened", Event.at >= begin, Event.at < end)
    found = select(*BRIEF).where(Ticket.number.in_(opened)).order_by(Ticket.number)
    return session.execute(found).all()


def _closed(session: Session, begin: datetime, end: datetime) -> Sequence[Brief]:
    done = _told(Event.verb == "closed", Event.at >= begin, Event.at < end)
    found = select(*BRIEF).where(Ticket.number.in_(done)).order_by(Ticket.number)
    return session.execute(found).all()


def _waiting(session: Session, until: datetime) -> Sequence[Brief]:
    """Those that were neither closed nor merged at that moment, whatever became of them since."""
    later = Ticket.number.in_(_told(Event.verb.in_(ENDS), Event.at >= until))
    found = select(*BRIEF).where(Ticket.opened_at < until, or_(Ticket.state.not_in(OVER), later))
    tickets = session.execute(found.order_by(Ticket.number)).all()
    back = set(session.scalars(_told(Event.verb == REOPENED, Event.at >= until)))
    moved = [each.number for each in tickets if each.state in OVER or each.number in back]
    last = _last_verbs(session, moved, until)
    return [each for each in tickets if last.get(each.number) not in ENDS]


def _last_verbs(session: Session, numbers: Sequence[int], until: datetime) -> dict[int, str]:
    """Whether a ticket was closed, merged or opened again last."""
    found = (
        select(Event.subject_id, Event.verb)
        .where(Event.subject_type == "ticket", Event.verb.in_((*ENDS, REOPENED)))
        .where(Event.at < until, Event.subject_id.in_([str(each) for each in numbers]))
        .order_by(Event.id)
    )
    return {int(number): verb for number, verb in session.execute(found)}


def _overdue(session: Session, begin: datetime, until: datetime) -> Sequence[Brief]:
    answered = _happened(Event.verb.in_(ANSWERS), Event.at <= Ticket.due_at)
    fell_due = (IN_ANY_STATE, Ticket.due_at >= begin, Ticket.due_at < until)
    found = select(*BRIEF).where(*fell_due, ~answered).order_by(Ticket.number)
    return session.execute(found).all()


def _levels_at(
    session: Session, tickets: Sequence[Brief], since: datetime, until: datetime
) -> dict[int, Level]:
    """As they were at that moment: opened so, or raised and lowered since."""
    levels = {each.number: each.level for each in tickets}
    changed = levels.keys() & set(
        session.scalars(_told(Event.verb.in_(RELEVELS), Event.at >= since))
    )
    found = (
        select(Event.subject_id, Event.details)
        .where(Event.subject_type == "ticket", Event.verb.in_(("opened", *RELEVELS)))
        .where(Event.at < until, Event.subject_id.in_([str(each) for each in changed]))
        .order_by(Event.id)
    )
    for number, details in session.execute(found):
        levels[int(number)] = Level(details.get("after") or details["level"])
    return levels


def _rated(session: Session, begin: datetime, end: datetime) -> Sequence[Rating]:
    found = select(Rating).where(Rating.at >= begin, Rating.at < end).order_by(Rating.at)
    return session.scalars(found).all()


def _complaints(session: Session, begin: datetime, end: datetime) -> Counter[Department]:
    found = select(Complaint.department, Complaint.category, func.count()).where(
        Complaint.registered_at >= begin, Complaint.registered_at < end
    )
    counted: Counter[Department] = Counter()
    for department, category, count in session.execute(
        found.group_by(Complaint.department, Complaint.category)
    ):
        counted[department or usual_department(category)] += count
    return counted


def _notable(
    session: Session, week: Period, until: datetime, rated: Sequence[Rating]
) -> list[Notable]:
    told = _happened(Event.at >= week.begin, Event.at < until)
    grave = select(Ticket).where(IN_ANY_STATE, Ticket.level == Level.THREE, told)
    found = [Notable(each, "三级问题") for each in session.scalars(grave.order_by(Ticket.number))]
    known = {each.ticket.number for each in found}
    unhappy = {
        each.ticket_number: f"：{each.reason.label}" if each.reason else ""
        for each in rated
        if each.satisfaction is Satisfaction.DISSATISFIED and each.ticket_number not in known
    }
    theirs = select(Ticket).where(Ticket.number.in_(unhappy))
    tickets = {each.number: each for each in session.scalars(theirs)}
    return [*found, *(Notable(tickets[key], f"会员不满意{why}") for key, why in unhappy.items())]


def _coming(session: Session, week: Period, now: datetime) -> list[Due]:
    """Texts that come into force, and what task forces have to do."""
    found = [
        Due(
            to_local(each.at).date(), f"“{each.entry.question}”的新内容生效", entry_id=each.entry.id
        )
        for each in plans(session, now)
        if week.begin <= each.at < week.end
    ]
    steps = select(NextStep, Meeting.ticket_number).join(Meeting, Meeting.id == NextStep.meeting_id)
    first, end = to_local(week.begin).date(), to_local(week.end).date()
    for step, number in session.execute(
        steps.where(NextStep.due_on >= first, NextStep.due_on < end)
    ):
        found.append(Due(step.due_on, step.what, ticket_number=number))
    return sorted(found, key=lambda each: each.on)


def _told(*conditions: ColumnElement[bool]) -> Select[int]:
    """The numbers of tickets whose history has such an event."""
    numbers = select(cast(Event.subject_id, Integer)).where(Event.subject_type == "ticket")
    return numbers.where(*conditions)


def _happened(*conditions: ColumnElement[bool]) -> Exists:
    """That a ticket's history has such an event."""
    of_ticket = (Event.subject_type == "ticket", Event.subject_id == cast(Ticket.number, String))
    return select(Event.id).where(*of_ticket, *conditions).exists()
