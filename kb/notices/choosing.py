"""Who is told what outside the desk."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.errors import BadInput
from kb.history import record
from kb.notices.delivery import GroupKind, Subscription
from kb.notices.kinds import ChannelKind, NoticeKind
from kb.text.masking import mask

_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,}", re.IGNORECASE)

CHOOSABLE = tuple(each for each in NoticeKind if each is not NoticeKind.UNDELIVERED)


def mail_of(session: Session, person_id: int) -> Subscription | None:
    return session.get(Subscription, (person_id, ChannelKind.MAIL))


def choose_mail(
    session: Session, address: str, kinds: Collection[NoticeKind], *, by: int, now: datetime
) -> Subscription | None:
    """Nothing chosen: no mail any more, and the address is forgotten."""
    known = session.get(Subscription, (by, ChannelKind.MAIL), with_for_update=True)
    if not kinds:
        if known is not None:
            session.delete(known)
            record(session, "unsubscribed", "person", by, by=by, now=now, channel=ChannelKind.MAIL)
            session.flush()
        return None
    if not _ADDRESS.fullmatch(address) or not address.isascii():
        raise BadInput(
            "这不像一个邮箱地址。",
            field="address",
            code="bad_address",
            mend="请写成 wang@club.example 这样。",
        )
    if known is None:
        known = Subscription(person_id=by, channel=ChannelKind.MAIL)
        session.add(known)
    known.address, known.kinds, known.changed_at = address, _values(kinds), now
    record(
        session, "subscribed", "person", by, by=by, now=now,
        channel=ChannelKind.MAIL, address=mask(address), kinds=known.kinds,
    )  # fmt: skip
    session.flush()
    return known


def group_kinds(session: Session) -> set[NoticeKind]:
    return set(session.scalars(select(GroupKind.kind)))


def choose_for_group(
    session: Session, kinds: Collection[NoticeKind], *, by: int, now: datetime
) -> None:
    known = {each.kind: each for each in session.scalars(select(GroupKind).with_for_update())}
    if set(known) == set(kinds):
        return
    for kind, row in known.items():
        if kind not in kinds:
            session.delete(row)
    session.add_all(GroupKind(kind=each) for each in kinds if each not in known)
    before = _values(known)
    record(
        session, "chosen", "channel", ChannelKind.ROBOT, by=by, now=now,
        before=before, kinds=_values(kinds),
    )  # fmt: skip
    session.flush()


def _values(kinds: Collection[NoticeKind]) -> list[str]:
    return [each.value for each in NoticeKind if each in kinds]
