"""What is done about a member who is not satisfied. Each verb locks, checks, changes, records."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.notices.notice import Notice, NoticeKind, notify
from kb.people.person import person
from kb.people.rights import Right, holders
from kb.terms import Channel, Department
from kb.text.field import limit_text, require_text
from kb.tickets.follow_up import (
    MOVES,
    Contact,
    ContactResult,
    Feedback,
    FollowUp,
    FollowUpMove,
    FollowUpState,
    open_follow_up_of,
)
from kb.tickets.ticket import Closure, Ticket


def open_follow_up(session: Session, ticket: Ticket, why: str, *, now: datetime) -> FollowUp:
    """The one that goes on, with what the member said last, or a new one. The ticket is closed."""
    known = open_follow_up_of(session, ticket)
    if known is not None:
        known.why = why or known.why
        session.flush()
        return known
    owner_id = _owner(session, ticket)
    opened = FollowUp(
        ticket_number=ticket.number,
        state=FollowUpState.WAITING,
        why=why or None,
        department=ticket.department or _department_of(session, owner_id),
        owner_id=owner_id,
        opened_at=now,
    )
    session.add(opened)
    session.flush()
    record(
        session, "follow_up_opened", "ticket", ticket.number, by=None, now=now,
        follow_up=opened.id, department=opened.department, owner=owner_id,
    )  # fmt: skip
    _tell_owner(session, opened, "会员不满意，请跟进", f"follow_up:{opened.id}", now)
    _tell_department(session, opened, f"follow_up:{opened.id}", now)
    return opened


def feed_back(
    session: Session, follow_up: FollowUp, text: str, *, by: int, now: datetime
) -> Feedback:
    """The department's word on what was amiss and what it does; the owner then calls."""
    said = require_text(text, "text", "反馈")
    _require_legal(session, follow_up, FollowUpMove.FEED_BACK)
    written = Feedback(by_id=by, at=now, text=said)
    follow_up.feedback.append(written)
    _enter(follow_up, FollowUpMove.FEED_BACK)
    session.flush()
    _record(session, follow_up, "follow_up_answered", by, now)
    if by != follow_up.owner_id:
        key = f"follow_up_feedback:{written.id}"
        _tell_owner(session, follow_up, "责任部门已反馈，请联系会员", key, now)
    return written


def contact(
    session: Session,
    follow_up: FollowUp,
    result: ContactResult,
    note: str = "",
    *,
    channel: Channel = Channel.PHONE,
    by: int,
    now: datetime,
) -> Contact:
    """A member who says that they are satisfied now ends it; one who is still not, sends it back
    to the department."""
    said = limit_text(note, "note", "会员说的话") or None
    if said is None and result is not ContactResult.NOT_REACHED:
        raise BadInput(
            "还没有写会员说了什么。", field="note", code="empty_text", mend="请简单写一句。"
        )
    move = _MOVE_OF[result]
    _require_legal(session, follow_up, move)
    made = Contact(by_id=by, at=now, channel=channel, result=result, note=said)
    follow_up.contacts.append(made)
    if move is not FollowUpMove.SATISFY:
        _enter(follow_up, move)
    session.flush()
    _record(session, follow_up, "followed_up", by, now, result=result, channel=channel)
    _hear(session, follow_up, Signal.FOLLOWED_UP, by, now)
    if move is FollowUpMove.SATISFY:
        _end(session, follow_up, move, why=said, by=by, now=now)
    elif move is FollowUpMove.ASK_AGAIN:
        _tell_department(session, follow_up, f"follow_up_contact:{made.id}", now)
    return made


def satisfied_by_rating(session: Session, ticket: Ticket, *, now: datetime) -> FollowUp | None:
    """The member's own new word ends what goes on."""
    follow_up = open_follow_up_of(session, ticket)
    if follow_up is None:
        return None
    _require_legal(session, follow_up, FollowUpMove.SATISFY)
    _end(session, follow_up, FollowUpMove.SATISFY, why=None, by=None, now=now)
    return follow_up


def end_follow_up(
    session: Session, follow_up: FollowUp, why: str, *, by: int, now: datetime
) -> FollowUp:
    """By a supervisor, though the member is not satisfied."""
    said = require_text(why, "why", "结束跟进的原因")
    _require_legal(session, follow_up, FollowUpMove.CLOSE)
    _end(session, follow_up, FollowUpMove.CLOSE, why=said, by=by, now=now)
    return follow_up


_MOVE_OF = {
    ContactResult.NOT_REACHED: FollowUpMove.CONTACT,
    ContactResult.STILL_DISSATISFIED: FollowUpMove.ASK_AGAIN,
    ContactResult.SATISFIED: FollowUpMove.SATISFY,
}


def _require_legal(session: Session, follow_up: FollowUp, move: FollowUpMove) -> None:
    """Locks the follow-up and reads it anew."""
    session.flush()
    session.refresh(follow_up, with_for_update=True)
    if follow_up.state not in MOVES[move].origins:
        raise Conflict(
            f"这个跟进已经结束（{follow_up.state.label}），不能{move.label}。",
            code="illegal_move",
            mend="请刷新页面。",
        )


def _enter(follow_up: FollowUp, move: FollowUpMove) -> None:
    target = MOVES[move].target
    if target is not None:
        follow_up.state = target


def _end(
    session: Session,
    follow_up: FollowUp,
    move: FollowUpMove,
    *,
    why: str | None,
    by: int | None,
    now: datetime,
) -> None:
    _enter(follow_up, move)
    follow_up.ended_at, follow_up.ended_by_id, follow_up.end_why = now, by, why
    session.flush()
    _record(session, follow_up, "follow_up_ended", by, now, state=follow_up.state)
    _hear(session, follow_up, Signal.FOLLOW_UP_ENDED, by, now)


def _record(
    session: Session, follow_up: FollowUp, verb: str, by: int | None, now: datetime, **more: object
) -> None:
    number = follow_up.ticket_number
    record(session, verb, "ticket", number, by=by, now=now, follow_up=follow_up.id, **more)


def _hear(
    session: Session, follow_up: FollowUp, signal: Signal, by: int | None, now: datetime
) -> None:
    hear(session, Subject(Matter.TICKET, follow_up.ticket_number), signal, by=by, now=now)


def _owner(session: Session, ticket: Ticket) -> int:
    """Who answers for the ticket; of one that nobody ever took, who closed it."""
    if ticket.owner_id is not None:
        return ticket.owner_id
    closure = session.get(Closure, ticket.number)
    if closure is None:
        raise ValueError("only a closed ticket is followed up")
    return closure.by_id


def _department_of(session: Session, person_id: int) -> Department | None:
    return min(person(session, person_id).departments, default=None)


def _tell_owner(session: Session, follow_up: FollowUp, what: str, key: str, now: datetime) -> None:
    tell = _told(follow_up, NoticeKind.DUE, what, key, now)
    tell(session, follow_up.owner_id)


def _tell_department(session: Session, follow_up: FollowUp, key: str, now: datetime) -> None:
    why = f"：{follow_up.why}" if follow_up.why else ""
    tell = _told(follow_up, NoticeKind.ASSIGNED, f"会员不满意{why}，请反馈", key, now)
    for each in holders(session, Right.ANSWER_REFERRED):
        if follow_up.department in each.departments:
            tell(session, each.id)


def _told(
    follow_up: FollowUp, kind: NoticeKind, what: str, key: str, now: datetime
) -> Callable[[Session, int], Notice]:
    number = follow_up.ticket_number
    return lambda session, person_id: notify(
        session, person_id, kind, f"工单 {number}：{what}。",
        about=("ticket", number), path=f"/follow-ups/{follow_up.id}", key=key, now=now,
    )  # fmt: skip
