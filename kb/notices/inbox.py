"""A colleague's notices in the desk."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kb.errors import NotFound
from kb.history import record
from kb.notices.notice import Notice

MOST = 100


def unseen_count(session: Session, person_id: int) -> int:
    unseen = (Notice.person_id == person_id, Notice.seen_at.is_(None))
    return session.scalar(select(func.count()).select_from(Notice).where(*unseen)) or 0


def inbox(session: Session, person_id: int) -> list[Notice]:
    """Unseen ones first, then the newest; a hundred at most."""
    found = select(Notice).where(Notice.person_id == person_id)
    order = (Notice.seen_at.is_not(None), Notice.at.desc(), Notice.id.desc())
    return list(session.scalars(found.order_by(*order).limit(MOST)))


def see(session: Session, notice_id: int, *, by: int, now: datetime) -> Notice:
    """Seen once is seen. Somebody else's is not to be found."""
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.person_id != by:
        raise NotFound("没有这条提醒。")
    if notice.seen_at is None:
        notice.seen_at = now
        record(session, "seen", "notice", notice.id, by=by, now=now)
        session.flush()
    return notice


def see_all(session: Session, up_to: int, *, by: int, now: datetime) -> int:
    """How many there were. `up_to`: the newest one the reader had before their eyes; what came
    after it stays unseen."""
    unseen = (Notice.person_id == by, Notice.seen_at.is_(None), Notice.id <= up_to)
    found = list(session.scalars(select(Notice.id).where(*unseen).with_for_update()))
    if found:
        session.execute(update(Notice).where(Notice.id.in_(found)).values(seen_at=now))
        record(session, "seen_all", "person", by, by=by, now=now, notices=found)
        session.flush()
    return len(found)
