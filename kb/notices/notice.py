"""Something a colleague is told, once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.notices.delivery import queue
from kb.notices.kinds import NoticeKind
from kb.people.person import Person


class Notice(Base):
    """`path`: the page it leads to. `key`: the same thing is told to the same person once."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index(None, "person_id", "seen_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kind: Mapped[NoticeKind]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    path: Mapped[str]
    key: Mapped[str]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


def notify(
    session: Session,
    person_id: int,
    kind: NoticeKind,
    text: str,
    *,
    about: tuple[str, int | str],
    path: str,
    key: str,
    now: datetime,
) -> Notice:
    """The notice, or the one that was given under this key before. `about`: the subject's type
    and id, as in the history. It also goes to whatever channels its reader has chosen."""
    known = session.scalar(select(Notice).where(Notice.person_id == person_id, Notice.key == key))
    if known is not None:
        return known
    notice = Notice(
        person_id=person_id,
        kind=kind,
        subject_type=about[0],
        subject_id=str(about[1]),
        text=text,
        path=path,
        key=key,
        at=now,
    )
    session.add(notice)
    session.flush()
    queue(session, notice.id, person_id=person_id, kind=kind, key=key, now=now)
    session.flush()
    return notice


__all__ = ["Notice", "NoticeKind", "notify"]
