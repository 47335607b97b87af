"""The cases of a department, as its people look through them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.terms import Department
from kb.tickets.referral import EndKind, NewTime, Plan, Referral, ReferralEnd
from kb.tickets.ticket import Ticket

PAGE = 50


@dataclass(frozen=True, slots=True)
class Case:
    """`expected_at`: as last named, None before there is a plan."""

    referral: Referral
    ticket: Ticket
    expected_at: datetime | None
    end: ReferralEnd | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """`number` counts from 1; `total` is of cases on all pages."""

    rows: Sequence[Case]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_cases(
    session: Session, departments: Collection[Department], *, done: bool = False, number: int = 1
) -> CasePage:
    """Open ones with those without a plan first, then what is expected first; finished ones the
    newest first. What was returned is no longer theirs."""
    later = (
        select(NewTime.expected_at)
        .where(NewTime.referral_id == Referral.id)
        .order_by(NewTime.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    expected = func.coalesce(later, Plan.expected_at)
    found = (
        select(Referral, Ticket, expected, ReferralEnd)
        .join(Ticket)
        .outerjoin(Plan, Plan.referral_id == Referral.id)
        .outerjoin(ReferralEnd, ReferralEnd.referral_id == Referral.id)
        .where(Referral.department.in_(departments), Referral.ended.is_(done))
    )
    if done:
        found = found.where(ReferralEnd.kind != EndKind.RETURNED)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = (Referral.id.desc(),) if done else (expected.is_not(None), expected, Referral.id)
    page = session.execute(found.order_by(*order).offset((number - 1) * PAGE).limit(PAGE))
    return CasePage([Case(*row) for row in page], number, total)
