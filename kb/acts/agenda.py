"""What is to be called about today, gathered from the rooms that know of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import extract, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.care.arranging import FURTHEST, arranged
from kb.care.call import CareCall, CareKind
from kb.care.due import Due, is_loyal, nearest_yearly, next_call, years_between
from kb.care.prospect import Prospect
from kb.care.prospects import open_prospects, prospect_key
from kb.clock import to_local
from kb.complaints.browse import due_of
from kb.complaints.complaint import Complaint, ComplaintState
from kb.complaints.steps import GivenResult
from kb.errors import Conflict, NotFound
from kb.forms.calls import CallDue, calls_due
from kb.forms.filled import FilledForm
from kb.forms.masking import mask_values
from kb.members.contact import Contact, mask_contact, masked
from kb.members.member import Member
from kb.policy import CarePolicy, current
from kb.tickets.follow_up import GOING_ON, FollowUp

MOST = 100
"""shown of each part of the agenda"""


@dataclass(frozen=True, slots=True)
class Agenda:
    today: date
    overdue: Sequence[Due]
    due: Sequence[Due]
    coming: Sequence[Due]
    more: int
    """how many there are beyond what is shown"""


@dataclass(frozen=True, slots=True)
class Asked:
    """For which days: `since` reaches back far enough for what was moved."""

    today: date
    policy: CarePolicy

    @property
    def since(self) -> date:
        return self.today - FURTHEST - timedelta(days=self.policy.remembered_days)

    @property
    def until(self) -> date:
        return self.today + timedelta(days=self.policy.ahead_days)


Source = Callable[[Session, Asked], Iterator[Due]]


def agenda(session: Session, *, now: datetime, owner_id: int | None = None) -> Agenda:
    """`owner_id`: only theirs and what is nobody's."""
    asked = _asked(session, now)
    found = [
        each
        for each in arranged(session, list(_every(session, asked)))
        if _is_shown(each, asked) and (owner_id is None or each.owner_id in (None, owner_id))
    ]
    today = asked.today
    parts = (
        [each for each in found if each.on < today],
        [each for each in found if each.on == today],
        [each for each in found if each.on > today],
    )
    more = sum(max(0, len(part) - MOST) for part in parts)
    overdue, due, coming = (part[:MOST] for part in parts)
    return Agenda(today, overdue, due, coming, more)


def find_due(session: Session, key: str, *, now: datetime) -> Due:
    """As it is arranged; NotFound when it is done or was never due."""
    every = [each for each in _every(session, _asked(session, now)) if each.key == key]
    for due in arranged(session, every):
        return due
    raise NotFound("这项安排已经完成，或已经不在了。", mend="请回到今日安排。")


def due_about(session: Session, filled: FilledForm, *, now: datetime) -> Due:
    """The call that form waits for."""
    for due in _enquiries(session, _asked(session, now)):
        if filled.id in dict(due.forms):
            return due
    raise Conflict("这份登记表没有要打的回访电话。", code="no_call_due", mend="请刷新页面。")


def _asked(session: Session, now: datetime) -> Asked:
    return Asked(to_local(now).date(), current(session).care)


def _every(session: Session, asked: Asked) -> Iterator[Due]:
    for source in SOURCES:
        yield from source(session, asked)


def _is_shown(due: Due, asked: Asked) -> bool:
    """A birthday that nobody moved is let go after some days; work never is."""
    if due.on > asked.until:
        return False
    passes = due.kind in (CareKind.BIRTHDAY, CareKind.ANNIVERSARY)
    return not passes or due.on >= asked.today - timedelta(days=asked.policy.remembered_days)


def _enquiries(session: Session, asked: Asked) -> Iterator[Due]:
    """Prospects and forms with a call to make; those of one telephone are one call."""
    waiting: dict[str, list[CallDue]] = {}
    for call in calls_due(session, asked.today + FURTHEST):
        waiting.setdefault(call.filled.phone or f"form:{call.filled.id}", []).append(call)
    for prospect, made in open_prospects(session):
        yield _of_prospect(prospect, made, waiting.pop(prospect.phone, []), asked)
    for calls in waiting.values():
        yield _of_forms(calls)


def _of_prospect(
    prospect: Prospect, made: Sequence[CareCall], calls: Sequence[CallDue], asked: Asked
) -> Due:
    called_on = [to_local(each.at).date() for each in made]
    own_day = next_call(to_local(prospect.enquired_at).date(), called_on, asked.policy)
    return Due(
        key=prospect_key(prospect, len(made)),
        kind=CareKind.PROSPECT,
        on=min([own_day, *(each.due_on for each in calls)]),
        who=prospect.name,
        about=f"想了解{prospect.interest}",
        path=f"/agenda/prospects/{prospect.id}",
        phone=mask_contact(Contact.PHONE, prospect.phone),
        prospect_id=prospect.id,
        forms=tuple((each.filled.id, each.round) for each in calls),
        tried=len(made),
    )


def _of_forms(calls: Sequence[CallDue]) -> Due:
    """Read at the one that is due first."""
    first = calls[0]
    values = mask_values(first.filled.form, first.filled.values)
    numbers = "、".join(each.filled.number or "" for each in calls)
    return Due(
        key=f"form:{first.filled.id}:{first.round}",
        kind=CareKind.FORM,
        on=first.due_on,
        who=str(values.get("name") or first.filled.number),
        about=f"{first.filled.form.title} {numbers}",
        path=f"/registers/{first.filled.form_id}/{first.filled.id}",
        phone=str(values.get("phone") or ""),
        member_id=first.filled.member_id,
        forms=tuple((each.filled.id, each.round) for each in calls),
        tried=first.round - 1,
    )


def _birthdays(session: Session, asked: Asked) -> Iterator[Due]:
    for member in _with_day_near(session, Member.birthday, asked):
        if member.birthday is None:
            continue
        day = nearest_yearly(member.birthday, asked.since, asked.until)
        if day is not None:
            yield _of_member(member, CareKind.BIRTHDAY, day, "祝生日快乐", asked)


def _anniversaries(session: Session, asked: Asked) -> Iterator[Due]:
    for member in _with_day_near(session, Member.joined_on, asked):
        if member.joined_on is None:
            continue
        day = nearest_yearly(member.joined_on, asked.since, asked.until)
        if day is not None:
            about = f"入会满 {years_between(member.joined_on, day)} 年"
            yield _of_member(member, CareKind.ANNIVERSARY, day, about, asked)


def _complaints(session: Session, asked: Asked) -> Iterator[Due]:
    """Recorded where the complaint is read, not here."""
    found = (
        select(Complaint, GivenResult.at)
        .join(GivenResult, GivenResult.complaint_number == Complaint.number)
        .where(Complaint.state == ComplaintState.RESULT_GIVEN)
        .order_by(Complaint.number, GivenResult.id)
    )
    latest = {complaint.number: (complaint, at) for complaint, at in session.execute(found)}
    dues = due_of(session, list(latest))
    for complaint, at in latest.values():
        due = dues.get(complaint.number) or at + timedelta(days=asked.policy.again_days)
        yield Due(
            key=f"complaint:{complaint.number}",
            kind=CareKind.COMPLAINT,
            on=to_local(due).date(),
            who=complaint.name,
            about=f"投诉 {complaint.shown_number} 的结果满意吗",
            path=f"/complaints/{complaint.number}",
            phone=mask_contact(Contact.PHONE, complaint.phone) if complaint.phone else "",
            member_id=complaint.member_id,
        )


def _follow_ups(session: Session, asked: Asked) -> Iterator[Due]:
    """Recorded where the ticket is read, not here."""
    found = select(FollowUp).where(FollowUp.state.in_(GOING_ON)).order_by(FollowUp.id)
    for each in session.scalars(found):
        yield Due(
            key=f"follow-up:{each.id}",
            kind=CareKind.FOLLOW_UP,
            on=to_local(each.opened_at).date() + timedelta(days=asked.policy.again_days),
            who=f"工单 {each.ticket_number}",
            about="评价不满意，跟进到满意为止",
            path=f"/desk/tickets/{each.ticket_number}",
            owner_id=each.owner_id,
        )


SOURCES: tuple[Source, ...] = (
    *(_enquiries, _birthdays, _anniversaries),
    *(_complaints, _follow_ups),
)


def _of_member(member: Member, kind: CareKind, day: date, about: str, asked: Asked) -> Due:
    return Due(
        key=f"{kind.value}:{member.id}:{day.year}",
        kind=kind,
        on=day,
        who=member.name or "",
        about=about,
        path=f"/members/{member.id}",
        phone=masked(member, Contact.PHONE) or "",
        member_id=member.id,
        loyal=is_loyal(member.joined_on, asked.today, asked.policy),
    )


def _with_day_near(
    session: Session, day: InstrumentedAttribute[date | None], asked: Asked
) -> list[Member]:
    """Whose day is in one of the months around today."""
    months, each = set(), asked.since.replace(day=1)
    while each <= asked.until:
        months.add(each.month)
        each = (each + timedelta(days=31)).replace(day=1)
    near = or_(*(extract("month", day) == month for month in sorted(months)))
    living = (Member.merged_into_id.is_(None), Member.erased_at.is_(None))
    return list(session.scalars(select(Member).where(*living, near).order_by(Member.id)))
