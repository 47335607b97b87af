"""What was done with a ticket, in order: one readable line an act, from its records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.people.person import Person
from kb.tickets.consult import advices_on, consults_of
from kb.tickets.correction import corrections_of
from kb.tickets.handing import Handing, HandingKind
from kb.tickets.level_change import level_changes
from kb.tickets.merge import merge_of, merged_into
from kb.tickets.referral import NewTime, Plan, Referral, ReferralEnd, referrals_of
from kb.tickets.register import closure_of, replies
from kb.tickets.reopening import reopenings_of
from kb.tickets.rotation import assignments_of
from kb.tickets.ticket import Ticket
from kb.tickets.update import updates_of


@dataclass(frozen=True, slots=True)
class Step:
    """`by`: the colleague's name, empty for the member. `what`: in a few words; `text`: what was
    written, `note`: what goes with it."""

    at: datetime
    by: str
    what: str
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Raw:
    at: datetime
    by_id: int | None
    what: str
    text: str = ""
    note: str = ""


def course_of(session: Session, ticket: Ticket) -> list[Step]:
    """Oldest first. A bounded number of queries, however much was done."""
    names = {key: name for key, name in session.execute(select(Person.id, Person.name))}  # noqa: C416
    found = sorted(_steps(session, ticket, names), key=lambda each: each.at)
    return [
        Step(
            each.at,
            names.get(each.by_id, "") if each.by_id else "",
            each.what,
            each.text,
            each.note,
        )
        for each in found
    ]


def _steps(session: Session, ticket: Ticket, names: dict[int, str]) -> Iterator[_Raw]:
    yield from _hands(session, ticket.number, names)
    yield from _talk(session, ticket, names)
    yield from _referrals(session, ticket.number)
    yield from _what_it_is(session, ticket.number)
    yield from _ends(session, ticket)


def _hands(session: Session, number: int, names: dict[int, str]) -> Iterator[_Raw]:
    for given in assignments_of(session, number):
        how = "分派" if given.by_id else "自动分派"
        yield _Raw(given.at, given.by_id, f"{how}给{names[given.to_id]}", given.reason)
    found = select(Handing).where(Handing.ticket_number == number).order_by(Handing.id)
    for each in session.scalars(found):
        what = {
            HandingKind.HANDED_ON: f"从{names[each.from_id]}转交给{names.get(each.to_id or 0, '')}",
            HandingKind.TAKEN_OVER: f"从{names[each.from_id]}接管",
            HandingKind.GIVEN_BACK: "退回队列",
        }[each.kind]
        yield _Raw(each.at, each.by_id, what, each.reason)


def _talk(session: Session, ticket: Ticket, names: dict[int, str]) -> Iterator[_Raw]:
    number = ticket.number
    for asked in consults_of(session, number):
        whom = names[asked.asked_id] if asked.asked_id else "全体主管"
        yield _Raw(asked.at, asked.by_id, f"请教{whom}", asked.question)
    for advice in advices_on(session, number):
        yield _Raw(advice.at, advice.by_id, "指点", advice.text)
    for update in updates_of(session, number):
        yield _Raw(update.at, update.by_id, "告知会员进展", update.text)
    for reply in replies(session, ticket):
        yield _Raw(reply.at, reply.by_id, "答复会员", reply.text)


def _referrals(session: Session, number: int) -> Iterator[_Raw]:
    for each in referrals_of(session, number):
        wanted = f"；会员希望：{each.wanted_by}" if each.wanted_by else ""
        note = f"{each.member_name}，{each.happened}：{each.matter}{wanted}"
        yield _Raw(each.at, each.by_id, f"转{each.department.label}", each.reason, note)
    of_ticket = select(Referral.id).where(Referral.ticket_number == number)
    for plan in session.scalars(select(Plan).where(Plan.referral_id.in_(of_ticket))):
        what = f"给出方案，预计 {_clock(plan.expected_at)} 完成"
        yield _Raw(plan.at, plan.by_id, what, plan.what)
    times = select(NewTime).where(NewTime.referral_id.in_(of_ticket)).order_by(NewTime.id)
    for moved in session.scalars(times):
        what = f"时间从 {_clock(moved.former)} 改到 {_clock(moved.expected_at)}"
        yield _Raw(moved.at, moved.by_id, what, moved.reason)
    for end in session.scalars(select(ReferralEnd).where(ReferralEnd.referral_id.in_(of_ticket))):
        yield _Raw(end.at, end.by_id, end.kind.label, end.said)


def _what_it_is(session: Session, number: int) -> Iterator[_Raw]:
    for each in level_changes(session, number):
        turn = "升为" if each.after > each.before else "降为"
        blame = "因处理不当" if each.blames_handler else ""
        what = f"从{each.before.label}{blame}{turn}{each.after.label}"
        yield _Raw(each.at, each.by_id, what, each.reason)
    for made in corrections_of(session, number):
        former = f"{made.proposed_level.label}、{made.proposed_category.label}"
        what = f"更正：{former} → {made.level.label}、{made.category.label}"
        yield _Raw(made.at, made.by_id, what, made.reason)


def _ends(session: Session, ticket: Ticket) -> Iterator[_Raw]:
    for other in merged_into(session, ticket.number):
        yield _Raw(other.at, other.by_id, f"工单 {other.ticket_number} 并入", other.reason)
    merged = merge_of(session, ticket.number)
    if merged:
        yield _Raw(merged.at, merged.by_id, f"并入工单 {merged.into_number}", merged.reason)
    for again in reopenings_of(session, ticket.number):
        yield _Raw(again.at, again.by_id, "重新打开", again.reason)
    closure = closure_of(session, ticket)
    if closure:
        yield _Raw(closure.at, closure.by_id, "关闭", closure.why)


def _clock(moment: datetime) -> str:
    local = to_local(moment)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
