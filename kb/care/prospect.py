"""Somebody who asked about joining, until it is settled whether they do."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotFound
from kb.members.member import Member
from kb.people.person import Person
from kb.terms import LabelledEnum


class ProspectState(LabelledEnum):
    OPEN = "open", "跟进中"
    JOINED = "joined", "已入会"
    NOT_INTERESTED = "not_interested", "没有意向"
    UNREACHABLE = "unreachable", "联系不上"


class Source(LabelledEnum):
    """How they came to know of the club."""

    FRIEND = "friend", "朋友介绍"
    PASSING_BY = "passing_by", "路过"
    INTERNET = "internet", "网上看到"
    EVENT = "event", "活动"
    PHONE = "phone", "来电"
    OTHER = "other", "其他"


class Prospect(Base):
    __tablename__ = "prospects"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_when"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
        Index(None, "state", "enquired_at"),
        Index(None, "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    phone: Mapped[str]
    interest: Mapped[str]
    source: Mapped[Source]
    enquired_at: Mapped[datetime]
    state: Mapped[ProspectState]
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    noted_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


def find_prospect(session: Session, prospect_id: int) -> Prospect:
    found = session.get(Prospect, prospect_id)
    if found is None:
        raise NotFound("没有这位潜在客户。")
    return found
