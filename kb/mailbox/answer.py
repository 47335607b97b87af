"""Mails that go to members: written in the transaction that says so, sent later."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.terms import LabelledEnum


class AnswerState(LabelledEnum):
    WAITING = "waiting", "等待发送"
    SENDING = "sending", "正在发送"
    SENT = "sent", "已送出"
    GIVEN_UP = "given_up", "没有送到"


class MailAnswer(Base):
    """`said_id`: the message of the conversation that it carries. `message_id`: the same however
    often it is tried. `link`: the private page, kept only until it was sent, for it is a key."""

    __tablename__ = "mail_answers"
    __table_args__ = (
        UniqueConstraint("said_id"),
        UniqueConstraint("message_id"),
        CheckConstraint("(next_try_at IS NULL) = (done_at IS NOT NULL)", name="goes_on_or_is_done"),
        CheckConstraint(
            "(state IN ('waiting', 'sending')) = (done_at IS NULL)", name="waits_or_is_done"
        ),
        CheckConstraint("state <> 'sent' OR link IS NULL", name="key_is_gone"),
        Index(None, "conversation_id"),
        Index(None, "next_try_at"),
        Index(None, "to_email", "queued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    said_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    to_email: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None]
    answers_to: Mapped[list[str]]
    message_id: Mapped[str]
    automatic: Mapped[bool]
    state: Mapped[AnswerState]
    attempts: Mapped[int]
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
