"""How well a department worked together with the service on one referral."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.text import clean
from kb.tickets.referral import EndKind, Referral, ReferralEnd
from kb.tickets.ticket import Ticket

LOWEST, HIGHEST = 1, 5
MOST_CHARACTERS = 500


class Cooperation(Base):
    """Given once, when the referral has ended, by whoever referred the ticket or holds it."""

    __tablename__ = "cooperation_marks"
    __table_args__ = (
        CheckConstraint("mark BETWEEN 1 AND 5", name="mark"),
        CheckConstraint("mark > 2 OR words IS NOT NULL", name="low_says_why"),
        Index(None, "at"),
    )

    referral_id: Mapped[int] = mapped_column(ForeignKey(Referral.id), primary_key=True)
    mark: Mapped[int]
    words: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def rate_cooperation(
    session: Session, referral_id: int, mark: int, words: str, *, by: Person, now: datetime
) -> Cooperation:
    referral = session.get(Referral, referral_id)
    if referral is None:
        raise NotFound("没有这次转办。")
    session.refresh(referral, with_for_update=True)
    said = _fit(mark, words)
    if not may_rate(session, referral, by):
        raise Conflict("只有转办的人或工单的负责人可以评分。", code="not_theirs")
    if not referral.ended:
        raise Conflict("部门还在处理，结束后再评分。", code="not_ended")
    if session.get(Cooperation, referral_id) is not None:
        raise Conflict("这次转办已经评过分了。", code="rated_already")
    made = Cooperation(referral_id=referral_id, mark=mark, words=said or None, by_id=by.id, at=now)
    session.add(made)
    session.flush()
    record(
        session, "cooperation_rated", "ticket", referral.ticket_number, by=by.id, now=now,
        referral=referral_id, department=referral.department, mark=mark,
    )  # fmt: skip
    return made


def may_rate(session: Session, referral: Referral, by: Person) -> bool:
    """Nobody rates their own department."""
    if referral.department in by.departments or not may(by, Right.WORK_TICKETS):
        return False
    ticket = session.get_one(Ticket, referral.ticket_number)
    return by.id in (referral.by_id, ticket.owner_id) or may(by, Right.LEAD_SERVICE)


def cooperation_on(
    session: Session, number: int
) -> list[tuple[Referral, ReferralEnd, Cooperation | None]]:
    """Of one ticket's ended referrals, oldest first; none of those that were called off before the
    department had answered for them."""
    found = (
        select(Referral, ReferralEnd, Cooperation)
        .join(ReferralEnd, ReferralEnd.referral_id == Referral.id)
        .outerjoin(Cooperation, Cooperation.referral_id == Referral.id)
        .where(Referral.ticket_number == number, ReferralEnd.kind != EndKind.WITHDRAWN)
        .order_by(Referral.id)
    )
    return [(referral, end, mark) for referral, end, mark in session.execute(found)]


def _fit(mark: int, words: str) -> str:
    said = clean(words)
    if not LOWEST <= mark <= HIGHEST:
        raise BadInput(
            "还没有选分数。", field="cooperation", code="bad_mark", mend="请选 1 到 5 分。"
        )
    if mark <= 2 and not said:
        raise BadInput(
            "低于 3 分请说一下原因。",
            field="cooperation_why",
            code="empty_text",
            mend="部门会看到。",
        )
    if len(said) > MOST_CHARACTERS:
        raise BadInput(
            f"原因太长，超过 {MOST_CHARACTERS} 字。",
            field="cooperation_why",
            code="text_too_long",
            mend="请写得短一些。",
        )
    return said
