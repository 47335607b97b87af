"""What goes out of the house about a notice, and to whom; written with the notice, sent later."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.notices.kinds import ChannelKind, NoticeKind
from kb.people.person import Person
from kb.terms import LabelledEnum


class DeliveryState(LabelledEnum):
    WAITING = "waiting", "等待发送"
    SENDING = "sending", "正在发送"
    SENT = "sent", "已送出"
    GIVEN_UP = "given_up", "没有送到"
    DROPPED = "dropped", "不再需要"


class Subscription(Base):
    """Which kinds of notices a colleague wants outside the desk too, and where."""

    __tablename__ = "subscriptions"

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), primary_key=True)
    channel: Mapped[ChannelKind] = mapped_column(primary_key=True)
    address: Mapped[str]
    kinds: Mapped[list[str]]
    changed_at: Mapped[datetime]


class GroupKind(Base):
    """A kind of notice that the group's robot tells; where the robot is, a setting says."""

    __tablename__ = "group_kinds"

    kind: Mapped[NoticeKind] = mapped_column(primary_key=True)


class Delivery(Base):
    """`person_id`: None for the group. `mark`: the same thing goes to the same reader once.
    `message_id`: the same however often it is tried. `next_try_at`: while it is being sent, when
    whoever sends it is taken to be gone."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("channel", "mark"),
        CheckConstraint("(next_try_at IS NULL) = (done_at IS NOT NULL)", name="goes_on_or_is_done"),
        CheckConstraint(
            "(state IN ('waiting', 'sending')) = (done_at IS NULL)", name="waits_or_is_done"
        ),
        Index(None, "next_try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    channel: Mapped[ChannelKind]
    mark: Mapped[str]
    message_id: Mapped[str]
    state: Mapped[DeliveryState]
    attempts: Mapped[int]
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


def queue(
    session: Session,
    notice_id: int,
    *,
    person_id: int,
    kind: NoticeKind,
    key: str,
    now: datetime,
) -> None:
    """One for each channel on which this is wanted; of the group once, whoever else is told."""
    if kind is NoticeKind.UNDELIVERED:  # the very channel that fails would be asked to say so
        return
    of_group = exists().where(GroupKind.kind == kind)
    mine = (Subscription.person_id == person_id, Subscription.channel == ChannelKind.MAIL)
    kinds = select(Subscription.kinds).where(*mine).scalar_subquery()
    wanted, to_group = session.execute(select(kinds, of_group)).one()
    if wanted is not None and kind in wanted:
        session.add(_delivery(notice_id, f"{person_id}:{key}", person_id, now))
    if to_group and not _is_queued(session, key):
        session.add(_delivery(notice_id, key, None, now))


def _is_queued(session: Session, key: str) -> bool:
    known = select(Delivery.id).where(Delivery.channel == ChannelKind.ROBOT, Delivery.mark == key)
    return session.scalar(known) is not None


def _delivery(notice_id: int, mark: str, person_id: int | None, now: datetime) -> Delivery:
    return Delivery(
        notice_id=notice_id,
        person_id=person_id,
        channel=ChannelKind.ROBOT if person_id is None else ChannelKind.MAIL,
        mark=mark,
        message_id=f"<{uuid.uuid4()}@courtside>",
        state=DeliveryState.WAITING,
        attempts=0,
        queued_at=now,
        next_try_at=now,
    )
