"""What the program proposes by itself when one member's forms have become many: an advance booking
after the third time nothing could be booked. A colleague offers it, and the member decides."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import Conflict, NotFound
from kb.forms.filled import FilledForm, FilledState
from kb.forms.people_on import earlier, same_person
from kb.history import record
from kb.notices.notice import NoticeKind, notify
from kb.people.person import Person
from kb.terms import LabelledEnum
from kb.text import clean


class OfferState(LabelledEnum):
    PROPOSED = "proposed", "待提出"
    OFFERED = "offered", "已提出"
    ACCEPTED = "accepted", "会员接受"
    DECLINED = "declined", "会员谢绝"
    WITHDRAWN = "withdrawn", "已撤销"


NEXT = {
    OfferState.PROPOSED: (OfferState.OFFERED, OfferState.ACCEPTED, OfferState.DECLINED),
    OfferState.OFFERED: (OfferState.ACCEPTED, OfferState.DECLINED),
}
"""what a colleague may make of it; the program alone withdraws one, and only unspoken"""


class Offer(Base):
    """At the form that made the number full. `by_id`, `at`: of the last step; history has all."""

    __tablename__ = "form_offers"
    __table_args__ = (
        UniqueConstraint("filled_id"),
        CheckConstraint("state IN ('proposed', 'withdrawn') OR by_id IS NOT NULL", name="by_whom"),
        CheckConstraint("(state = 'proposed') = (at IS NULL)", name="when"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    filled_id: Mapped[int] = mapped_column(ForeignKey(FilledForm.id))
    what: Mapped[str]
    state: Mapped[OfferState]
    proposed_at: Mapped[datetime]
    note: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime | None]


def propose_if_due(session: Session, filled: FilledForm, *, now: datetime) -> Offer | None:
    """After the last offer the counting begins anew."""
    rule = filled.form.offer
    if rule is None or offer_on(session, filled) is not None:
        return None
    if 1 + earlier(session, filled, after=_last_offered(session, filled)) < rule.after:
        return None
    offer = Offer(
        filled_id=filled.id, what=rule.what, state=OfferState.PROPOSED, proposed_at=now, note=""
    )
    session.add(offer)
    session.flush()
    record(session, "proposed", "offer", offer.id, by=None, now=now, form=filled.id)
    notify(
        session, filled.by_id, NoticeKind.ASSIGNED,
        f"{filled.number}：已满 {rule.after} 次，请向会员提出{rule.what}",
        about=("form", filled.id), path=f"/registers/{filled.form_id}/{filled.id}",
        key=f"offer:{offer.id}", now=now,
    )  # fmt: skip
    return offer


def withdraw_undone(session: Session, filled: FilledForm, *, now: datetime) -> None:
    """After this form was voided or is about somebody else: an offer that it made full, and that
    nobody has spoken of yet, is not made."""
    rule = filled.form.offer
    if rule is None:
        return
    later = (
        select(Offer, FilledForm)
        .join(FilledForm, FilledForm.id == Offer.filled_id)
        .where(FilledForm.form_id == filled.form_id, Offer.state == OfferState.PROPOSED)
    )
    for offer, at in session.execute(later).all():
        before = _last_offered(session, at, but=offer)
        full = 1 + earlier(session, at, after=before) >= rule.after
        if at.state is FilledState.HANDED_IN and full:
            continue
        offer.state, offer.at = OfferState.WITHDRAWN, now
        session.flush()
        record(session, "withdrawn", "offer", offer.id, by=None, now=now, because_of=filled.id)


def decide_offer(
    session: Session, filled: FilledForm, state: OfferState, note: str, *, by: int, now: datetime
) -> Offer:
    offer = offer_on(session, filled)
    if offer is None:
        raise NotFound("这份登记表没有要向会员提出的事。")
    session.refresh(offer, with_for_update=True)
    if state not in NEXT.get(offer.state, ()):
        raise Conflict(
            f"“{offer.what}”现在是“{offer.state.label}”，不能改为“{state.label}”。",
            code="illegal_move",
            mend="请刷新页面，看看现在的状态。",
        )
    offer.state, offer.note, offer.by_id, offer.at = state, clean(note), by, now
    session.flush()
    record(session, state.value, "offer", offer.id, by=by, now=now)
    return offer


def offer_on(session: Session, filled: FilledForm) -> Offer | None:
    return session.scalar(select(Offer).where(Offer.filled_id == filled.id))


def open_offers(session: Session) -> list[tuple[Offer, FilledForm]]:
    """Those the member has not decided on, the oldest first."""
    found = (
        select(Offer, FilledForm)
        .join(FilledForm, FilledForm.id == Offer.filled_id)
        .where(Offer.state.in_([OfferState.PROPOSED, OfferState.OFFERED]))
        .order_by(Offer.id)
    )
    return [(offer, filled) for offer, filled in session.execute(found)]


def _last_offered(
    session: Session, filled: FilledForm, *, but: Offer | None = None
) -> FilledForm | None:
    """The form at which the same person was last proposed something."""
    found = (
        select(FilledForm)
        .join(Offer, Offer.filled_id == FilledForm.id)
        .where(
            FilledForm.form_id == filled.form_id,
            FilledForm.id != filled.id,
            Offer.state != OfferState.WITHDRAWN,
            same_person(session, filled),
        )
        .order_by(FilledForm.handed_in_at.desc(), FilledForm.id.desc())
    )
    if but is not None:
        found = found.where(Offer.id != but.id)
    return session.scalar(found.limit(1))
