"""Who gets a ticket that nobody has: a colleague whom a supervisor names, or, where that is
switched on, the one whose turn it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.counter import take_numbers
from kb.db import Base
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, NotAllowed
from kb.history import Event, record
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person, person
from kb.people.presence import on_duty
from kb.people.rights import Right, holders, may
from kb.policy.desk import LEAST_IDLE, MOST_IDLE, DeskPolicy
from kb.policy.version import PolicyChange, desk_in_force, write_version
from kb.terms import Level
from kb.text import clean
from kb.tickets.moves import MOVES, Move, enter, leads, require_legal, told
from kb.tickets.ticket import WAITING, Ticket, TicketState

SHORT = 40
ENOUGH = 5
"""who has so many that wait is given none that lies in the queue: others come on duty later"""
MOST_AT_ONCE = 50


class Assignment(Base):
    """`turn`: grows with each ticket that was given by turns; None where a supervisor gave it."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("(by_id IS NULL) = (turn IS NOT NULL)", name="by_somebody_or_by_turn"),
        Index(None, "ticket_number"),
        Index(None, "to_id", "turn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_number: Mapped[int] = mapped_column(ForeignKey(Ticket.number))
    to_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    reason: Mapped[str]
    turn: Mapped[int | None] = mapped_column(unique=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """`waiting`: how many tickets of theirs wait for an answer; `turn`: of the last they were
    given, 0 for who never was given one."""

    person_id: int
    waiting: int
    turn: int


def whose_turn(candidates: Iterable[Candidate]) -> int | None:
    """Who has least to do; of several the one who was not given any for longest."""
    first = min(
        candidates, key=lambda each: (each.waiting, each.turn, each.person_id), default=None
    )
    return first.person_id if first else None


def assign(
    session: Session, ticket: Ticket, to_id: int, reason: str = "", *, by: int, now: datetime
) -> Assignment:
    """By a supervisor, to anybody on duty."""
    require_legal(session, ticket, Move.ASSIGN, by)
    colleague = person(session, to_id)
    if not may(colleague, Right.WORK_TICKETS):
        raise _bad(f"{colleague.name}不能处理工单。")
    if to_id != by and to_id not in on_duty(session, [to_id]):
        raise _bad(f"{colleague.name}现在不在岗。")
    return _give(session, ticket, to_id, clean(reason), by=by, turn=None, now=now)


def give_by_turns(session: Session, ticket: Ticket, *, now: datetime) -> Ticket:
    """Level 3 goes to supervisors, all else to the other colleagues who are on duty; where there
    are none, it stays in the queue."""
    if desk_in_force(session).rotation:
        _give_next(session, ticket, now=now)
    return ticket


def give_waiting(session: Session, *, now: datetime) -> list[Ticket]:
    """What lies in the queue, grave things first, then what is due next. Nobody is given back what
    they put there since they came on duty."""
    tickets = [session.get_one(Ticket, number) for number in to_be_given(session)]
    return [each for each in tickets if _give_next(session, each, enough=ENOUGH, now=now)]


def to_be_given(session: Session) -> list[int]:
    """Looked at before anything is locked for it: tickets for which somebody is there."""
    if not desk_in_force(session).rotation:
        return []
    lying = select(Ticket.number).where(Ticket.state == TicketState.OPEN, Ticket.owner_id.is_(None))
    found: list[int] = []
    for level, kind in ((Level.THREE, Ticket.level == Level.THREE),
                        (Level.ONE, Ticket.level != Level.THREE)):  # fmt: skip
        if any(each.waiting < ENOUGH for each in candidates(session, level)):
            ordered = lying.where(kind).order_by(Ticket.level.desc(), Ticket.due_at, Ticket.number)
            found += session.scalars(ordered.limit(MOST_AT_ONCE))
    return found


def candidates(session: Session, level: Level) -> list[Candidate]:
    able = holders(session, Right.WORK_TICKETS)
    grave = level is Level.THREE
    fit = [each.id for each in able if may(each, Right.LEAD_SERVICE) is grave]
    there = sorted(on_duty(session, fit))
    waiting, turns = _waiting(session, there), _turns(session, there)
    return [Candidate(each, waiting.get(each, 0), turns.get(each, 0)) for each in there]


def assignments_of(session: Session, number: int) -> Sequence[Assignment]:
    """Oldest first."""
    found = select(Assignment).where(Assignment.ticket_number == number)
    return session.scalars(found.order_by(Assignment.id)).all()


def set_desk_rules(
    session: Session, *, rotation: bool, idle_minutes: int, by: int, now: datetime
) -> DeskPolicy:
    if not leads(session, by):
        raise NotAllowed("只有客服主管可以改分派规则。", code="not_lead")
    if not LEAST_IDLE <= idle_minutes <= MOST_IDLE:
        raise BadInput(
            f"多久算暂离应为 {LEAST_IDLE} 到 {MOST_IDLE} 分钟。",
            field="idle_minutes",
            code="bad_number",
        )
    take_numbers(session, "desk_rules")
    before = desk_in_force(session)
    after = DeskPolicy(rotation=rotation, idle_minutes=idle_minutes)
    if after != before:
        version = write_version(session, "desk", after, by=by, now=now)
        why = f"自动分派{'开' if rotation else '关'}，{idle_minutes} 分钟无操作算暂离"
        session.add(PolicyChange(version_id=version.id, reason=why, by_id=by, at=now))
        record(
            session, "desk_rules_set", "policy", "desk", by=by, now=now,
            rotation=rotation, idle_minutes=idle_minutes,
        )  # fmt: skip
        session.flush()
    return after


def _give_next(
    session: Session, ticket: Ticket, *, enough: int | None = None, now: datetime
) -> bool:
    # Whoever gives by turns is alone until the commit: two processes do not choose at once.
    [turn] = take_numbers(session, "turn")
    session.refresh(ticket, with_for_update=True)
    if ticket.state is not TicketState.OPEN:
        return False
    there = candidates(session, ticket.level)
    if enough is not None:
        put_back = _put_back_by(session, ticket)
        there = [each for each in there if each.waiting < enough and each.person_id not in put_back]
    chosen = whose_turn(there)
    if chosen is None:
        return False
    _give(session, ticket, chosen, "", by=None, turn=turn, now=now)
    return True


def _put_back_by(session: Session, ticket: Ticket) -> set[int]:
    """Those who did so since they came on duty, in the order in which both were written down: the
    machine's clock may have been set back meanwhile."""
    put_back = _rows_about("ticket", ticket.number, MOVES[Move.GIVE_BACK].told)
    rows = session.scalars(put_back.order_by(Event.id))
    last = {each.details.get("before"): each.id for each in rows}
    return {who for who, row in last.items() if who and row > _came(session, who)}


def _came(session: Session, person_id: int) -> int:
    """The row that tells that they became what they are."""
    newest = _rows_about("person", person_id, "presence_changed").order_by(Event.id.desc())
    became = session.scalar(newest.limit(1))
    return became.id if became else 0


def _rows_about(kind: str, subject: int, verb: str) -> Select[Event]:
    return select(Event).where(
        Event.subject_type == kind, Event.subject_id == str(subject), Event.verb == verb
    )


def _give(
    session: Session,
    ticket: Ticket,
    to_id: int,
    reason: str,
    *,
    by: int | None,
    turn: int | None,
    now: datetime,
) -> Assignment:
    ticket.owner_id = to_id
    enter(ticket, Move.ASSIGN)
    made = Assignment(
        ticket_number=ticket.number, to_id=to_id, by_id=by, at=now, reason=reason, turn=turn
    )
    session.add(made)
    session.flush()
    told(session, ticket, Move.ASSIGN, by=by, now=now, to=to_id, assignment=made.id)
    hear(session, Subject(Matter.TICKET, ticket.number), Signal.TAKEN, by=by, now=now)
    if to_id != by:
        words = f"由{person(session, by).name}分派给您" if by else "轮到您"
        words += f"：{reason}" if reason else f"：{ticket.question[:SHORT]}"
        notify(
            session, to_id, NoticeKind.ASSIGNED, f"工单 {ticket.number} {words}",
            about=("ticket", ticket.number), path=f"/desk/tickets/{ticket.number}",
            key=f"assignment:{made.id}", now=now,
        )  # fmt: skip
    return made


def _waiting(session: Session, people: Sequence[int]) -> dict[int, int]:
    found = (
        select(Ticket.owner_id, func.count())
        .where(Ticket.owner_id.in_(people), Ticket.state.in_(WAITING))
        .group_by(Ticket.owner_id)
    )
    return {owner: count for owner, count in session.execute(found) if owner is not None}


def _turns(session: Session, people: Sequence[int]) -> dict[int, int]:
    found = (
        select(Assignment.to_id, func.max(Assignment.turn))
        .where(Assignment.to_id.in_(people), Assignment.turn.is_not(None))
        .group_by(Assignment.to_id)
    )
    return {each: turn for each, turn in session.execute(found) if turn is not None}


def _bad(mistake: str) -> BadInput:
    return BadInput(mistake, field="to", code="cannot_work", mend="请选一位在岗的客服同事。")
