"""Sends what is due outside the desk. At least once: a sender that is killed between sending and
saying so leaves its letter to the next one, which sends it again under the same Message-ID."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.db import Database
from kb.notices.channels import Channels, NotSent
from kb.notices.delivery import Delivery
from kb.notices.notice import NoticeKind, notify
from kb.notices.outbox import Claimed, anything_due, claim, mark_failed, mark_sent
from kb.people.rights import Right, holders

BATCH = 10


@dataclass(frozen=True, slots=True)
class Delivered:
    sent: int = 0
    failed: int = 0


def deliver(
    database: Database, channels: Channels, now: datetime, *, at_most: int = BATCH
) -> Delivered:
    """One batch. No transaction is open while a server is talked to."""
    with database.reading() as session:
        if not anything_due(session, channels.keys(), now=now):
            return Delivered()
    with database.writing() as session:
        letters, given_up = claim(session, channels.keys(), at_most=at_most, now=now)
        _tell_supervisors(session, given_up, now)
    told = Counter(_deliver_one(database, channels, each, now) for each in letters)
    return Delivered(sent=told[True], failed=told[False])


def _deliver_one(database: Database, channels: Channels, claimed: Claimed, now: datetime) -> bool:
    failure = None
    try:
        channels[claimed.channel].send(claimed.letter, now=now)
    except NotSent as error:
        failure = error
    with database.writing() as session:
        if failure is None:
            mark_sent(session, claimed, now=now)
            return True
        given_up = mark_failed(session, claimed, failure, now=now)
        _tell_supervisors(session, [given_up] if given_up else [], now)
        return False


def _tell_supervisors(session: Session, given_up: Iterable[Delivery], now: datetime) -> None:
    """Once a day for each channel: when one fails, it fails for everybody."""
    for each in given_up:
        day = to_local(now).date()
        why = f"：{each.last_error}" if each.last_error else ""
        for supervisor in holders(session, Right.LEAD_SERVICE):
            notify(
                session,
                supervisor.id,
                NoticeKind.UNDELIVERED,
                f"{each.channel.label}今天有提醒没有送到{why}。",
                about=("delivery", each.id),
                path="/notices/channels",
                key=f"undelivered:{each.channel}:{day}",
                now=now,
            )
