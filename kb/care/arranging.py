"""Taking what is due, handing it over, moving it to another day, and noting the call."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.care.arrangement import Arrangement
from kb.care.call import CallResult, CareCall, CareKind
from kb.care.due import Due
from kb.clock import to_local
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.text import clean

FURTHEST = timedelta(days=60)
MOST_CHARACTERS = 200
OF_A_MEMBER = frozenset({CallResult.REACHED, CallResult.NO_ANSWER})
"""how a call to a member may end"""


def take_call(session: Session, due: Due, *, by: int, now: datetime) -> Arrangement:
    """From whomever it was: who can call now, calls."""
    return _give(session, due, by, "taken", by=by, now=now)


def hand_call(
    session: Session, due: Due, receiver: Person, *, by: int, now: datetime
) -> Arrangement:
    if not may(receiver, Right.WORK_TICKETS):
        raise BadInput(
            f"{receiver.name}不打回访电话。", field="to", code="bad_receiver", mend="请另选一位。"
        )
    return _give(session, due, receiver.id, "handed", by=by, now=now)


def move_call(
    session: Session, due: Due, day: date, why: str, *, by: int, now: datetime
) -> Arrangement:
    said = clean(why)[:MOST_CHARACTERS]
    if not said:
        raise BadInput("还没有写改期的原因。", field="why", code="no_reason", mend="请写一句。")
    today = to_local(now).date()
    if not today <= day <= today + FURTHEST:
        raise BadInput(
            "只能改到今天起 60 天以内。", field="day", code="bad_date", mend="请另选一天。"
        )
    found = _arrangement(session, due, by=by, now=now)
    record(session, "moved", "care", due.key, by=by, now=now, before=due.on, after=day)
    found.moved_to, found.moved_why, found.by_id, found.at = day, said, by, now
    session.flush()
    return found


def call_member(
    session: Session, due: Due, result: CallResult, note: str, *, by: int, now: datetime
) -> CareCall:
    """One that nobody answered stays due; a second word on one that was reached is refused."""
    if due.kind is CareKind.PROSPECT or result not in OF_A_MEMBER:
        raise BadInput("没有这个结果。", field="result", code="bad_result", mend="请另选一个。")
    _arrangement(session, due, by=by, now=now)
    if due.key in finished(session, [due.key]):
        raise Conflict("这次回访已经记过了。", code="call_noted", mend="请刷新页面。")
    call = CareCall(
        key=due.key, kind=due.kind, member_id=due.member_id, result=result,
        note=clean(note)[:MOST_CHARACTERS] or None, by_id=by, at=now,
    )  # fmt: skip
    session.add(call)
    session.flush()
    record(session, "called", "care", due.key, by=by, now=now, call=call.id, result=result)
    return call


def arranged(session: Session, dues: Sequence[Due]) -> list[Due]:
    """As they were arranged, without what is done; by day, loyal members first."""
    keys = [each.key for each in dues]
    done, tries = finished(session, keys), _tries(session, keys)
    plans = {each.key: each for each in _arrangements(session, keys)}
    found = []
    for each in dues:
        if each.key in done:
            continue
        plan = plans.get(each.key)
        moved = each.moved(plan.moved_to, plan.moved_why, plan.owner_id) if plan else each
        found.append((moved, tries.get(each.key, each.tried)))
    ordered = sorted(found, key=lambda pair: (pair[0].on, not pair[0].loyal, pair[0].key))
    return [each.tried_so_often(count) for each, count in ordered]


def finished(session: Session, keys: Collection[str]) -> set[str]:
    """Of these, what was done."""
    found = select(CareCall.key).where(
        CareCall.key.in_(keys), CareCall.result != CallResult.NO_ANSWER
    )
    return set(session.scalars(found))


def _tries(session: Session, keys: Collection[str]) -> dict[str, int]:
    tries: dict[str, int] = {}
    for key in session.scalars(select(CareCall.key).where(CareCall.key.in_(keys))):
        tries[key] = tries.get(key, 0) + 1
    return tries


def _arrangements(session: Session, keys: Collection[str]) -> list[Arrangement]:
    return list(session.scalars(select(Arrangement).where(Arrangement.key.in_(keys))))


def _give(
    session: Session, due: Due, owner_id: int, verb: str, *, by: int, now: datetime
) -> Arrangement:
    found = _arrangement(session, due, by=by, now=now)
    if found.owner_id != owner_id:
        record(
            session, verb, "care", due.key, by=by, now=now,
            before=found.owner_id, after=owner_id,
        )  # fmt: skip
        found.owner_id, found.by_id, found.at = owner_id, by, now
    session.flush()
    return found


def _arrangement(session: Session, due: Due, *, by: int, now: datetime) -> Arrangement:
    """Locked and read anew; made where there is none."""
    session.flush()
    found = session.get(Arrangement, due.key, with_for_update=True, populate_existing=True)
    if found is None:
        found = Arrangement(key=due.key, by_id=by, at=now)
        session.add(found)
        session.flush()
    return found
