"""Notices of the small named world."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.notices.notice import Notice, NoticeKind, notify
from world import AFTERNOON


def tell(
    session: Session,
    person_id: int,
    key: str = "clock:7:breached:1",
    text: str = "工单 1001 已超时 5 分钟。",
    *,
    kind: NoticeKind = NoticeKind.BREACHED,
    now: datetime = AFTERNOON,
) -> Notice:
    return notify(
        session, person_id, kind, text,
        about=("ticket", 1001), path="/desk/tickets/1001", key=key, now=now,
    )  # fmt: skip
