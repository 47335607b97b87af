"""What a day brings that no clock runs for: figures that are due, measures that are late. May be
repeated at any time and by any number of processes: each colleague is told once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.complaints.complaint import Complaint
from kb.complaints.corrective import ActionState, CorrectiveAction
from kb.db import Database
from kb.notices.notice import Notice, NoticeKind, notify
from kb.people.person import Person
from kb.people.rights import Right, holders
from kb.period import Period, due_of, month_of, neighbour, quarter_of
from kb.policy import current


@dataclass(frozen=True, slots=True)
class Word:
    person_id: int
    kind: NoticeKind
    text: str
    about: tuple[str, int | str]
    path: str
    key: str


def tell_of_complaints(database: Database, *, now: datetime) -> Iterator[str]:
    """What was told, in words. Nothing is locked as long as there is nothing to tell."""
    with database.reading() as session:
        if not _untold(session, now):
            return
    with database.writing() as session:
        told = [each.text for each in _tell(session, now)]
    yield from told


def _tell(session: Session, now: datetime) -> list[Notice]:
    """Whoever is told is locked, so that of two processes the later one sees what was told."""
    waiting = {each.person_id for each in _untold(session, now)}
    locked = select(Person).where(Person.id.in_(waiting)).order_by(Person.id)
    session.scalars(locked.with_for_update(key_share=True)).all()
    return [
        notify(
            session, each.person_id, each.kind, each.text,
            about=each.about, path=each.path, key=each.key, now=now,
        )
        for each in _untold(session, now)
    ]  # fmt: skip


def _untold(session: Session, now: datetime) -> list[Word]:
    due = [*_figures(session, now), *_late_measures(session, now)]
    keys = {each.key for each in due}
    known = select(Notice.person_id, Notice.key).where(Notice.key.in_(keys))
    told = {(row.person_id, row.key) for row in session.execute(known)}
    return [each for each in due if (each.person_id, each.key) not in told]


def _figures(session: Session, now: datetime) -> Iterator[Word]:
    """Of the last month and quarter, from the day on that the policy sets; none from before the
    first complaint."""
    today, day = to_local(now).date(), current(session).complaints.monthly_day
    ended = [neighbour(month_of(now), -1), neighbour(quarter_of(now), -1)]
    ready = [each for each in ended if due_of(each, day) <= today and _is_filled(session, each)]
    for person in holders(session, Right.DECIDE_PLANS) if ready else ():
        for each in ready:
            yield Word(
                person.id, NoticeKind.NEWS, f"{each.label}的投诉统计可以看了",
                ("complaint_figures", each.key), f"/manage/reports/complaints?period={each.key}",
                f"complaint_figures:{each.key}",
            )  # fmt: skip


def _is_filled(session: Session, period: Period) -> bool:
    before = select(Complaint.number).where(Complaint.registered_at < period.end).limit(1)
    return session.scalar(before) is not None


def _late_measures(session: Session, now: datetime) -> Iterator[Word]:
    """Told anew where the measure gets another day."""
    found = select(CorrectiveAction).where(
        CorrectiveAction.state == ActionState.UNDER_WAY,
        CorrectiveAction.due_on < to_local(now).date(),
    )
    for each in session.scalars(found.order_by(CorrectiveAction.id)):
        if each.responsible_id is not None and each.due_on is not None:
            day = f"{each.due_on.month}月{each.due_on.day}日"
            yield Word(
                each.responsible_id, NoticeKind.BREACHED,
                f"{each.place}的纠正措施应在 {day}前完成，已超时",
                ("corrective_action", each.id), f"/complaints/actions/{each.id}",
                f"corrective_action:{each.id}:late:{each.due_on}",
            )  # fmt: skip
