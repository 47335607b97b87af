"""Writing prospects down, calling them, settling what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.care.call import CallResult, CareCall, CareKind
from kb.care.prospect import Prospect, ProspectState, Source
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.members.member import Member
from kb.members.particulars import read_name, read_phone
from kb.policy import CarePolicy
from kb.text import clean

MOST_CHARACTERS = 200
PAGE = 25
SETTLES = {
    CallResult.JOINED: ProspectState.JOINED,
    CallResult.NOT_INTERESTED: ProspectState.NOT_INTERESTED,
}


@dataclass(frozen=True, slots=True)
class ProspectPage:
    """`number` counts from 1; `total` is of prospects on all pages."""

    rows: Sequence[Prospect]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def note_prospect(
    session: Session,
    name: str,
    phone: str,
    interest: str,
    source: Source,
    *,
    by: int,
    now: datetime,
) -> Prospect:
    prospect = Prospect(
        name=read_name(name),
        phone=read_phone(phone),
        interest=_interest(interest),
        source=source,
        enquired_at=now,
        state=ProspectState.OPEN,
        noted_by=by,
    )
    _require_new(session, prospect.phone)
    session.add(prospect)
    session.flush()
    record(session, "noted", "prospect", prospect.id, by=by, now=now, source=source)
    return prospect


def call_prospect(
    session: Session,
    prospect: Prospect,
    result: CallResult,
    note: str,
    *,
    policy: CarePolicy,
    by: int,
    now: datetime,
    key: str = "",
) -> CareCall:
    """The call, and what it settles. `key`: the call that was due, lest a second click make two."""
    _lock_open(session, prospect)
    calls = calls_to(session, prospect)
    expected = prospect_key(prospect, len(calls))
    if key and key != expected:
        raise Conflict("这次回访已经记过了。", code="call_noted", mend="请刷新页面。")
    call = CareCall(
        key=expected, kind=CareKind.PROSPECT, prospect_id=prospect.id, result=result,
        note=clean(note)[:MOST_CHARACTERS] or None, by_id=by, at=now,
    )  # fmt: skip
    session.add(call)
    session.flush()
    record(session, "called", "prospect", prospect.id, by=by, now=now, call=call.id, result=result)
    last = [*(each.result for each in calls), result][-policy.unreachable_after :]
    if result in SETTLES:
        _settle(session, prospect, SETTLES[result], by=by, now=now)
    elif last == [CallResult.NO_ANSWER] * policy.unreachable_after:
        _settle(session, prospect, ProspectState.UNREACHABLE, by=by, now=now)
    return call


def join(
    session: Session, prospect: Prospect, member: Member, *, by: int, now: datetime
) -> Prospect:
    """Who became a member points to their record."""
    session.flush()
    session.refresh(prospect, with_for_update=True)
    if prospect.state is ProspectState.OPEN:
        _settle(session, prospect, ProspectState.JOINED, by=by, now=now)
    prospect.member_id = member.id
    record(session, "joined", "prospect", prospect.id, by=by, now=now, member=member.id)
    session.flush()
    return prospect


def look_at_prospect(
    session: Session, prospect: Prospect, *, page: str, by: int, now: datetime
) -> str:
    """The telephone number in full; the look is written down, as at a member's."""
    record(session, "looked_at", "prospect", prospect.id, by=by, now=now, what="phone", page=page)
    session.flush()
    return prospect.phone


def calls_to(session: Session, prospect: Prospect) -> list[CareCall]:
    """Oldest first."""
    found = select(CareCall).where(CareCall.prospect_id == prospect.id).order_by(CareCall.id)
    return list(session.scalars(found))


def open_prospects(session: Session) -> list[tuple[Prospect, list[CareCall]]]:
    """With the calls made to each, in two queries."""
    found = select(Prospect).where(Prospect.state == ProspectState.OPEN)
    prospects = list(session.scalars(found.order_by(Prospect.enquired_at, Prospect.id)))
    made: dict[int | None, list[CareCall]] = {each.id: [] for each in prospects}
    calls = select(CareCall).join(Prospect, Prospect.id == CareCall.prospect_id)
    for call in session.scalars(
        calls.where(Prospect.state == ProspectState.OPEN).order_by(CareCall.id)
    ):
        made[call.prospect_id].append(call)
    return [(each, made[each.id]) for each in prospects]


def list_prospects(session: Session, state: ProspectState | None, number: int = 1) -> ProspectPage:
    """The newest enquiry first."""
    found = select(Prospect)
    if state:
        found = found.where(Prospect.state == state)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = (Prospect.enquired_at.desc(), Prospect.id.desc())
    page = found.order_by(*order).offset((number - 1) * PAGE).limit(PAGE)
    return ProspectPage(list(session.scalars(page)), number, total)


def prospect_key(prospect: Prospect, made: int) -> str:
    """Of the call after so many that were made."""
    return f"prospect:{prospect.id}:{made + 1}"


def _settle(
    session: Session, prospect: Prospect, state: ProspectState, *, by: int, now: datetime
) -> None:
    prospect.state, prospect.settled_at, prospect.settled_by = state, now, by
    record(session, "settled", "prospect", prospect.id, by=by, now=now, state=state)
    session.flush()


def _lock_open(session: Session, prospect: Prospect) -> None:
    session.flush()
    session.refresh(prospect, with_for_update=True)
    if prospect.state is not ProspectState.OPEN:
        raise Conflict(
            f"这位潜在客户已经是“{prospect.state.label}”。", code="settled", mend="请刷新页面。"
        )


def _require_new(session: Session, phone: str) -> None:
    known = select(Prospect.id).where(Prospect.phone == phone, Prospect.state == ProspectState.OPEN)
    if session.scalar(known) is not None:
        raise Conflict(
            "这个电话已经在跟进了。", code="known_prospect", mend="请在潜在客户列表里找。"
        )


def _interest(text: str) -> str:
    interest = " ".join(clean(text).split())
    if not interest:
        raise BadInput(
            "还没有写想了解什么。", field="interest", code="empty_text", mend="例如“少儿篮球班”。"
        )
    if len(interest) > MOST_CHARACTERS:
        raise BadInput(
            f"最多 {MOST_CHARACTERS} 个字。",
            field="interest",
            code="text_too_long",
            mend="请缩短。",
        )
    return interest
