"""A call that was made, and what came of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kb.care.prospect import Prospect
from kb.db import Base
from kb.members.member import Member
from kb.people.person import Person
from kb.terms import LabelledEnum


class CareKind(LabelledEnum):
    PROSPECT = "prospect", "潜在客户回访"
    BIRTHDAY = "birthday", "生日祝福"
    ANNIVERSARY = "anniversary", "入会周年"
    COMPLAINT = "complaint", "投诉回访"
    FOLLOW_UP = "follow_up", "不满意跟进"
    FORM = "form", "登记表回访"


class CallResult(LabelledEnum):
    REACHED = "reached", "已接通"
    NO_ANSWER = "no_answer", "没有接通"
    JOINED = "joined", "已入会"
    NOT_INTERESTED = "not_interested", "没有意向"


class CareCall(Base):
    """`key`: what was due, as `kb/care/due.py` names it."""

    __tablename__ = "care_calls"
    __table_args__ = (
        CheckConstraint("kind <> 'prospect' OR prospect_id IS NOT NULL", name="of_a_prospect"),
        Index(None, "key"),
        Index(None, "prospect_id", "at"),
        Index(None, "member_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    kind: Mapped[CareKind]
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    prospect_id: Mapped[int | None] = mapped_column(ForeignKey(Prospect.id))
    result: Mapped[CallResult]
    note: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
