"""Deliveries on their way: claimed in one transaction, sent in none, settled in another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from kb.history import record
from kb.notices.channels import Letter, NotSent
from kb.notices.delivery import Delivery, DeliveryState, Subscription
from kb.notices.kinds import ChannelKind
from kb.notices.notice import Notice
from kb.people.person import person
from kb.text.masking import mask

CLAIM = timedelta(minutes=5)
"""after which whoever claimed it is taken to be gone; longer than a batch can take"""
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180))
MOST_ATTEMPTS = len(PAUSES) + 1
STALE = timedelta(days=1)
LONGEST_TEXT = 80


@dataclass(frozen=True, slots=True)
class Claimed:
    """`attempt`: which one this is; a later claim of the same delivery has another."""

    delivery_id: int
    attempt: int
    channel: ChannelKind
    letter: Letter


def anything_due(session: Session, channels: Collection[ChannelKind], *, now: datetime) -> bool:
    return session.scalar(select(Delivery.id).where(_is_due(channels, now)).limit(1)) is not None


def claim(
    session: Session, channels: Collection[ChannelKind], *, at_most: int, now: datetime
) -> tuple[list[Claimed], list[Delivery]]:
    """Letters that nobody else sends meanwhile, and those deliveries that are given up because
    whoever tried the last time never came back."""
    due = (
        select(Delivery)
        .where(_is_due(channels, now))
        .order_by(Delivery.next_try_at, Delivery.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    letters: list[Claimed] = []
    given_up: list[Delivery] = []
    for each in session.scalars(due).all():
        notice = session.get_one(Notice, each.notice_id)
        to = _address(session, each, notice)
        if to is None or now - each.queued_at > STALE:
            _end(session, each, DeliveryState.DROPPED, now)
        elif each.attempts >= MOST_ATTEMPTS:
            _end(session, each, DeliveryState.GIVEN_UP, now)
            given_up.append(each)
        else:
            each.state = DeliveryState.SENDING
            each.attempts += 1
            each.next_try_at = now + CLAIM
            letter = _letter(notice, to, each.message_id)
            letters.append(Claimed(each.id, each.attempts, each.channel, letter))
    session.flush()
    return letters, given_up


def mark_sent(session: Session, claimed: Claimed, *, now: datetime) -> None:
    delivery = _locked(session, claimed)
    if delivery.done_at is None:
        delivery.last_error = None
        _end(session, delivery, DeliveryState.SENT, now)


def mark_failed(
    session: Session, claimed: Claimed, error: NotSent, *, now: datetime
) -> Delivery | None:
    """The delivery when it is given up. Nothing changes when somebody claimed it meanwhile."""
    delivery = _locked(session, claimed)
    if delivery.done_at is not None or delivery.attempts != claimed.attempt:
        return None
    delivery.last_error = error.why
    if error.for_good or delivery.attempts >= MOST_ATTEMPTS:
        _end(session, delivery, DeliveryState.GIVEN_UP, now)
        return delivery
    delivery.state = DeliveryState.WAITING
    delivery.next_try_at = now + PAUSES[delivery.attempts - 1]
    session.flush()
    return None


def unsent(session: Session, at_most: int = 20) -> list[Delivery]:
    """What was given up, or failed and is tried again; the newest first."""
    found = select(Delivery).where(Delivery.last_error.is_not(None))
    return list(session.scalars(found.order_by(Delivery.id.desc()).limit(at_most)))


def _is_due(channels: Collection[ChannelKind], now: datetime) -> ColumnElement[bool]:
    return and_(Delivery.next_try_at <= now, Delivery.channel.in_(channels))


def _address(session: Session, delivery: Delivery, notice: Notice) -> str | None:
    """As it is now; None when it is not wanted any more, or was seen in the desk."""
    if delivery.person_id is None:
        return ""
    wanted = session.get(Subscription, (delivery.person_id, delivery.channel))
    reader = person(session, delivery.person_id)
    if wanted is None or notice.kind not in wanted.kinds or not reader.active:
        return None
    return wanted.address if notice.seen_at is None else None


def _letter(notice: Notice, to: str, message_id: str) -> Letter:
    """A letter leaves the house: who a member is stays inside, and so does their story."""
    text = " ".join(mask(notice.text).split())
    short = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
    return Letter(to, f"场边提醒：{notice.kind.label}", short, notice.path, message_id)


def _locked(session: Session, claimed: Claimed) -> Delivery:
    return session.get_one(Delivery, claimed.delivery_id, with_for_update=True)


def _end(session: Session, delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    delivery.state, delivery.next_try_at, delivery.done_at = state, None, now
    record(
        session, state.value, "delivery", delivery.id, by=None, now=now,
        notice=delivery.notice_id, channel=delivery.channel, attempts=delivery.attempts,
    )  # fmt: skip
    session.flush()
