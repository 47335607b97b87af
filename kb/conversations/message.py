"""What was said, in order, each thing once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.conversations.conversation import Conversation
from kb.db import Base
from kb.errors import BadInput
from kb.people.person import Person
from kb.terms import LabelledEnum
from kb.text import clean

MOST_CHARACTERS = 10_000
MOST_KEY_CHARACTERS = 100


class Author(LabelledEnum):
    MEMBER = "member", "会员"
    ASSISTANT = "assistant", "场边助手"
    STAFF = "staff", "客服"


class Message(Base):
    """`position` counts from 1 within the conversation; `key` is the sender's own mark of a
    message, by which one sent twice is told."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "position"),
        UniqueConstraint("conversation_id", "key"),
        CheckConstraint("(author = 'staff') = (by_id IS NOT NULL)", name="staff_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey(Conversation.id))
    position: Mapped[int]
    author: Mapped[Author]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    key: Mapped[str | None]


def say(
    session: Session,
    conversation: Conversation,
    author: Author,
    text: str,
    *,
    now: datetime,
    by: int | None = None,
    key: str | None = None,
) -> Message:
    """The new message, or the one that was already said under this key."""
    kept = clean(text)
    require_usable(kept, key)
    _lock(session, conversation)
    said = said_under(session, conversation, key)
    if said is not None:
        return said
    message = Message(
        conversation_id=conversation.id,
        position=_last_position(session, conversation) + 1,
        author=author,
        by_id=by,
        text=kept,
        at=now,
        key=key,
    )
    session.add(message)
    session.flush()
    return message


def after(session: Session, conversation: Conversation, position: int = 0) -> list[Message]:
    """The messages later than this position, oldest first."""
    found = (
        select(Message)
        .where(Message.conversation_id == conversation.id, Message.position > position)
        .order_by(Message.position)
    )
    return list(session.scalars(found))


def last_said(session: Session, conversation: Conversation) -> tuple[int, datetime | None]:
    """The position of the last message and when it was said; 0 and None before the first."""
    found = (
        select(Message.position, Message.at)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.position.desc())
        .limit(1)
    )
    row = session.execute(found).first()
    return (row.position, row.at) if row else (0, None)


def require_usable(text: str, key: str | None) -> None:
    if not text.strip():
        raise BadInput("还没有写内容。", field="text", code="empty_text", mend="请先写上内容。")
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            f"内容太长，超过 {MOST_CHARACTERS} 字。",
            field="text",
            code="text_too_long",
            mend="请分几次发送。",
        )
    if key is not None and not (0 < len(key) <= MOST_KEY_CHARACTERS and key.isprintable()):
        raise BadInput(
            "消息标识不可用。",
            field="key",
            code="bad_key",
            mend=f"请用 1 到 {MOST_KEY_CHARACTERS} 个可见字符。",
        )


def _lock(session: Session, conversation: Conversation) -> None:
    """Two messages at once take their positions one after the other."""
    session.execute(
        select(Conversation.id).where(Conversation.id == conversation.id).with_for_update()
    )


def said_under(session: Session, conversation: Conversation, key: str | None) -> Message | None:
    if key is None:
        return None
    found = select(Message).where(Message.conversation_id == conversation.id, Message.key == key)
    return session.scalar(found)


def _last_position(session: Session, conversation: Conversation) -> int:
    last = select(func.max(Message.position)).where(Message.conversation_id == conversation.id)
    return session.scalar(last) or 0
