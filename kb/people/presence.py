"""Who is there: on duty, away or off, from when until when and why."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.history import record
from kb.people.login_session import LIFETIME, is_signed_in
from kb.people.person import Person
from kb.people.rights import Right, may
from kb.terms import LabelledEnum

OPEN = "until IS NULL"


class Presence(LabelledEnum):
    ON_DUTY = "on_duty", "在岗"
    AWAY = "away", "暂离"
    OFF = "off", "下班"


class PresenceCause(LabelledEnum):
    CHOSEN = "chosen", "自己切换"
    LOGGED_IN = "logged_in", "登录"
    LOGGED_OUT = "logged_out", "退出"
    IDLE = "idle", "久无操作"
    CAME_BACK = "came_back", "又有操作"


class Stint(Base):
    """One stretch of being there or not. `until`: None for the one that lasts; each person has at
    most one such. `by_id`: None where time alone changed it."""

    __tablename__ = "presences"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_began"),
        Index(
            "uq_presences_lasting",
            "person_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index(None, "person_id", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    state: Mapped[Presence]
    cause: Mapped[PresenceCause]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class Sighting(Base):
    """When somebody last did something, to about a minute."""

    __tablename__ = "sightings"

    person_id: Mapped[int] = mapped_column(
        ForeignKey(Person.id), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Span:
    state: Presence
    begin: datetime
    end: datetime


def switch(session: Session, person_id: int, state: Presence, *, by: int, now: datetime) -> Stint:
    """By hand. Switching to what one is already only makes it one's own choice."""
    return _become(session, person_id, state, PresenceCause.CHOSEN, by=by, now=now)


def arrive(session: Session, person: Person, *, now: datetime) -> None:
    """Somebody who works on tickets logged in."""
    if may(person, Right.WORK_TICKETS):
        cause = PresenceCause.LOGGED_IN
        _become(session, person.id, Presence.ON_DUTY, cause, by=person.id, now=now)
        see(session, person.id, now=now)


def leave(session: Session, person_id: int, *, now: datetime) -> None:
    """Somebody logged out. Who is signed in elsewhere stays as they are."""
    session.flush()
    if lasting(session, person_id) is not None and not is_signed_in(session, person_id, now=now):
        cause = PresenceCause.LOGGED_OUT
        _become(session, person_id, Presence.OFF, cause, by=person_id, now=now)


def see(session: Session, person_id: int, *, now: datetime) -> None:
    """Somebody did something. Who was away for having done nothing is back."""
    seen = session.get(Sighting, person_id)
    if seen is None:
        session.add(Sighting(person_id=person_id, at=now))
    else:
        seen.at = max(seen.at, now)
    at_last = lasting(session, person_id)
    if at_last and at_last.state is Presence.AWAY and at_last.cause is PresenceCause.IDLE:
        cause = PresenceCause.CAME_BACK
        _become(session, person_id, Presence.ON_DUTY, cause, by=person_id, now=now)
    session.flush()


def rest_idle(session: Session, idle: timedelta, *, now: datetime) -> list[Stint]:
    """Who did nothing for so long is away from then on; for the length of a log-in, off."""
    turned = []
    for stint, seen in overdue(session, idle, now=now):
        last = max(seen or stint.since, stint.since)
        off = now - last >= LIFETIME
        state = Presence.OFF if off else Presence.AWAY
        cause = PresenceCause.LOGGED_OUT if off else PresenceCause.IDLE
        since = last + (LIFETIME if off else idle)
        turned.append(_become(session, stint.person_id, state, cause, by=None, now=since))
    return turned


def overdue(
    session: Session, idle: timedelta, *, now: datetime
) -> list[tuple[Stint, datetime | None]]:
    """Those whom `rest_idle` would turn, with the moment they were last seen."""
    found = (
        select(Stint, Sighting.at)
        .outerjoin(Sighting, Sighting.person_id == Stint.person_id)
        .where(Stint.until.is_(None), Stint.state != Presence.OFF)
        .order_by(Stint.person_id)
    )
    rows = [(stint, seen) for stint, seen in session.execute(found)]
    return [each for each in rows if _has_run_out(*each, idle, now)]


def lasting(session: Session, person_id: int) -> Stint | None:
    """What somebody is now; None for who never was on duty."""
    found = select(Stint).where(Stint.person_id == person_id, Stint.until.is_(None))
    return session.scalar(found)


def lasting_of(session: Session, people: Iterable[int]) -> dict[int, Stint]:
    found = select(Stint).where(Stint.person_id.in_(list(people)), Stint.until.is_(None))
    return {each.person_id: each for each in session.scalars(found)}


def on_duty(session: Session, people: Collection[int]) -> set[int]:
    """Of these, those who are."""
    now = lasting_of(session, people)
    return {each for each, stint in now.items() if stint.state is Presence.ON_DUTY}


def is_present(session: Session, person_id: int, *, now: datetime) -> bool:
    """Signed in, and neither away nor off."""
    if not is_signed_in(session, person_id, now=now):
        return False
    found = lasting(session, person_id)
    return found is None or found.state is Presence.ON_DUTY


def spans(session: Session, person_id: int, begin: datetime, end: datetime) -> list[Span]:
    """What somebody was between two moments, in order; nothing for the time before they first
    came on duty. What still lasts is counted to `end`."""
    found = (
        select(Stint)
        .where(
            Stint.person_id == person_id,
            Stint.since < end,
            Stint.until.is_(None) | (Stint.until > begin),
        )
        .order_by(Stint.since, Stint.id)
    )
    return [
        Span(each.state, max(each.since, begin), min(each.until or end, end))
        for each in session.scalars(found)
    ]


def time_on_duty(session: Session, person_id: int, begin: datetime, end: datetime) -> timedelta:
    """`end`: not after now, where what still lasts is not to be counted ahead."""
    there = (
        each.end - each.begin
        for each in spans(session, person_id, begin, end)
        if each.state is Presence.ON_DUTY
    )
    return sum(there, timedelta())


def _become(
    session: Session,
    person_id: int,
    state: Presence,
    cause: PresenceCause,
    *,
    by: int | None,
    now: datetime,
) -> Stint:
    # Two pages at once: one after the other.
    session.scalar(select(Person.id).where(Person.id == person_id).with_for_update())
    before = lasting(session, person_id)
    if before is not None:
        session.refresh(before)
        if before.state is state:
            if cause is PresenceCause.CHOSEN:
                before.cause = cause  # who chose to be away stays so when they do something
            return before
        now = max(now, before.since)
        before.until = now
        session.flush()
    became = Stint(person_id=person_id, state=state, cause=cause, since=now, until=None, by_id=by)
    session.add(became)
    record(
        session, "presence_changed", "person", person_id, by=by, now=now,
        before=before.state if before else None, after=state, cause=cause,
    )  # fmt: skip
    session.flush()
    return became


def _has_run_out(stint: Stint, seen: datetime | None, idle: timedelta, now: datetime) -> bool:
    unseen = now - max(seen or stint.since, stint.since)
    return unseen >= (idle if stint.state is Presence.ON_DUTY else LIFETIME)
