"""What a member suggests, from the day it came until the member was told what becomes of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.conversations.conversation import Conversation
from kb.db import Base
from kb.errors import NotFound
from kb.members.member import Member
from kb.people.person import Person
from kb.terms import Category, Channel, Department, LabelledEnum


class SuggestionState(LabelledEnum):
    RECEIVED = "received", "待分类"
    CLASSIFIED = "classified", "待判断"
    ADOPTED = "adopted", "已采纳，待答谢"
    DECLINED = "declined", "未采纳，待答谢"
    THANKED = "thanked", "已答谢"


class Suggestion(Base):
    """`giver`, `contact`: as they were given, where they were. `conversation_id`: in which the
    member reads our thanks."""

    __tablename__ = "suggestions"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_what"),
        CheckConstraint("state = 'received' OR department IS NOT NULL", name="with_somebody"),
        Index(None, "state", "received_at"),
        Index(None, "department", "received_at"),
        Index(None, "received_at"),
        Index(None, "conversation_id"),
        Index(None, "member_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[SuggestionState]
    channel: Mapped[Channel]
    text: Mapped[str] = mapped_column(Text)
    category: Mapped[Category]
    department: Mapped[Department | None]
    giver: Mapped[str | None]
    contact: Mapped[str | None]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey(Conversation.id))
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id))
    received_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    received_at: Mapped[datetime]


def find_suggestion(session: Session, number: int) -> Suggestion:
    found = session.get(Suggestion, number)
    if found is None:
        raise NotFound(f"没有建议 {number}。")
    return found
