"""Mails that came, each kept once."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.terms import LabelledEnum


class MailFate(LabelledEnum):
    TAKEN = "taken", "已受理"
    REFUSED = "refused", "自动邮件"
    BOUNCED = "bounced", "退信"
    UNREADABLE = "unreadable", "无法识别"


class Mail(Base):
    """`place`: where it lies in the mailbox. `answers_to`: the Message-IDs it answers. `text`: all
    that is written, without attachments, of which only the names are kept; `said`: what they wrote
    themselves. `opened_by_id`: who made a ticket of one that was not taken."""

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("place"),
        CheckConstraint("fate = 'taken' OR why <> ''", name="not_taken_why"),
        CheckConstraint("fate <> 'taken' OR conversation_id IS NOT NULL", name="taken_to_talk"),
        CheckConstraint(
            "(opened_by_id IS NULL) = (opened_at IS NULL)"
            " AND (opened_by_id IS NULL OR conversation_id IS NOT NULL)",
            name="opened_by_whom",
        ),
        Index(None, "conversation_id"),
        Index(None, "fate", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str]
    place: Mapped[str]
    from_email: Mapped[str]
    from_name: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    said: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[str]]
    answers_to: Mapped[list[str]]
    fate: Mapped[MailFate]
    why: Mapped[str]
    at: Mapped[datetime]
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    opened_at: Mapped[datetime | None]


class MailMark(Base):
    """Up to where a folder was read. `validity`: under which numbering."""

    __tablename__ = "mail_marks"

    folder: Mapped[str] = mapped_column(primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger)
