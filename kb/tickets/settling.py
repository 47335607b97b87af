"""What a department does with a case that was referred to it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.deadlines.hearing import hear
from kb.deadlines.signal import Matter, Signal, Subject
from kb.errors import BadInput, Conflict, NotFound
from kb.notices.notice import NoticeKind, notify
from kb.people.person import person
from kb.text.field import require_text
from kb.tickets.moves import Move, enter, last_told, require_legal, told
from kb.tickets.referral import (
    EndKind,
    NewTime,
    Plan,
    Referral,
    ReferralEnd,
    end_referral,
    expected_at,
    open_referral,
    plan_of,
    referrals_of,
)
from kb.tickets.ticket import Ticket

FURTHEST = timedelta(days=366)


def plan(
    session: Session, ticket: Ticket, what: str, expected: datetime, *, by: int, now: datetime
) -> Plan:
    """What will be done, and by when."""
    kept = require_text(what, "what", "打算怎么做")
    referral = _require_theirs(session, ticket, Move.PLAN, by)
    if plan_of(session, referral) is not None:
        raise Conflict("已经给过方案了。", code="planned_already", mend=last_told(session, ticket))
    _require_later(expected, now)
    planned = Plan(referral_id=referral.id, by_id=by, at=now, what=kept, expected_at=expected)
    ticket.due_at = expected
    session.add(planned)
    session.flush()
    told(session, ticket, Move.PLAN, by=by, now=now, referral=referral.id, expected=expected)
    hear(session, _subject(ticket), Signal.PLANNED, by=by, now=now, due=expected)
    _tell_owner(
        session,
        ticket,
        f"{_name(session, by)}给出了方案，预计 {_clock(expected)} 完成",
        key=f"plan:{referral.id}",
        now=now,
    )
    return planned


def reschedule(
    session: Session, ticket: Ticket, expected: datetime, reason: str, *, by: int, now: datetime
) -> NewTime:
    """Once the expected time has passed the department owes this, always with the reason."""
    why = require_text(reason, "time_reason", "改时间的原因")
    referral = _require_theirs(session, ticket, Move.RESCHEDULE, by)
    former = expected_at(session, referral)
    if former is None:
        raise Conflict("还没有给出方案，请先写方案和预计时间。", code="not_planned")
    _require_later(expected, now)
    if expected == former:
        raise BadInput(
            "新的时间和原来的一样。", field="expected", code="same_time", mend="请另选。"
        )
    ticket.due_at = expected
    moved = NewTime(
        referral_id=referral.id, by_id=by, at=now,
        former=former, expected_at=expected, reason=why,
    )  # fmt: skip
    session.add(moved)
    session.flush()
    told(
        session, ticket, Move.RESCHEDULE, by=by, now=now,
        referral=referral.id, former=former, expected=expected,
    )  # fmt: skip
    hear(session, _subject(ticket), Signal.RESCHEDULED, by=by, now=now, due=expected, cause=why)
    _tell_owner(
        session,
        ticket,
        f"{_name(session, by)}把时间改到 {_clock(expected)}：{why}",
        key=f"time:{moved.id}",
        now=now,
    )
    return moved


def report_solved(
    session: Session, ticket: Ticket, what: str, *, by: int, now: datetime
) -> ReferralEnd:
    """The owner then checks, and answers the member."""
    kept = require_text(what, "solved", "怎么解决的")
    referral = _require_theirs(session, ticket, Move.SOLVE, by)
    end = end_referral(session, ticket, EndKind.SOLVED, kept, by=by, now=now)
    enter(ticket, Move.SOLVE)
    session.flush()
    told(session, ticket, Move.SOLVE, by=by, now=now, referral=referral.id)
    hear(session, _subject(ticket), Signal.SOLVED, by=by, now=now)
    said = f"{_name(session, by)}报告已解决：{kept}"
    _tell_owner(session, ticket, said, key=f"solved:{referral.id}", now=now)
    return end


def return_referral(
    session: Session, ticket: Ticket, reason: str, *, by: int, now: datetime
) -> ReferralEnd:
    """It was referred wrongly; the department sees it no longer."""
    why = require_text(reason, "return_reason", "退回的原因")
    referral = _require_theirs(session, ticket, Move.RETURN, by)
    end = end_referral(session, ticket, EndKind.RETURNED, why, by=by, now=now)
    enter(ticket, Move.RETURN)
    session.flush()
    told(session, ticket, Move.RETURN, by=by, now=now, referral=referral.id)
    said, key = f"{_name(session, by)}退回：{why}", f"returned:{referral.id}"
    _tell_owner(session, ticket, said, key=key, now=now, kind=NoticeKind.RETURNED)
    return end


def _require_theirs(session: Session, ticket: Ticket, move: Move, by: int) -> Referral:
    """A case of another department is not there for them; of one's own that another colleague
    has ended meanwhile, it is told by whom."""
    departments = person(session, by).departments
    if not any(each.department in departments for each in referrals_of(session, ticket.number)):
        raise NotFound(f"没有转给您部门的工单 {ticket.number}。")
    require_legal(session, ticket, move, by)
    referral = open_referral(session, ticket)
    if referral.department not in departments:
        raise Conflict(
            f"工单 {ticket.number} 已改转{referral.department.label}。",
            code="referred_elsewhere",
            mend=last_told(session, ticket),
        )
    return referral


def _require_later(expected: datetime, now: datetime) -> None:
    if expected <= now:
        raise BadInput(
            "预计时间已经过去了。", field="expected", code="past_time", mend="请填一个以后的时间。"
        )
    if expected > now + FURTHEST:
        raise BadInput(
            "预计时间在一年以后。", field="expected", code="too_far", mend="请核对年份。"
        )


def _subject(ticket: Ticket) -> Subject:
    return Subject(Matter.TICKET, ticket.number)


def _clock(moment: datetime) -> str:
    local = to_local(moment)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _tell_owner(
    session: Session,
    ticket: Ticket,
    words: str,
    *,
    key: str,
    now: datetime,
    kind: NoticeKind = NoticeKind.NEWS,
) -> None:
    if ticket.owner_id is not None:
        notify(
            session, ticket.owner_id, kind,
            f"工单 {ticket.number}：{words}",
            about=("ticket", ticket.number), path=f"/desk/tickets/{ticket.number}",
            key=key, now=now,
        )  # fmt: skip


def _name(session: Session, by: int) -> str:
    return person(session, by).name
