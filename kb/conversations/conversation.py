"""One person's talk with the club. Its token is the only key, and opens nothing else."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotFound
from kb.history import record
from kb.members.member import Member
from kb.terms import Channel

TOKEN_BYTES = 32
GONE = "网址可能没有复制完整，请对一遍；对不上，就回首页重新问。"


class Conversation(Base):
    __tablename__ = "conversations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[Channel]
    opened_at: Mapped[datetime]
    member_name: Mapped[str | None]
    member_id: Mapped[int | None] = mapped_column(ForeignKey(Member.id), index=True)


def open_conversation(
    session: Session,
    channel: Channel = Channel.ONLINE,
    *,
    now: datetime,
    by: int | None = None,
    member_name: str | None = None,
) -> tuple[Conversation, str]:
    """The conversation and its token, which is kept nowhere else; `by` is a colleague who opened
    it for a member, on the telephone for instance, or to try how members fare."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return _open(session, token, channel, now=now, by=by, member_name=member_name), token


def opened_with(
    session: Session, token: str, *, now: datetime, by: int | None = None
) -> Conversation:
    """The conversation of a token that the member's own program drew, opened where there is none:
    asked for again, and by two at once, it is the same."""
    found = known_by_token(session, token)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            return _open(session, token, Channel.ONLINE, now=now, by=by)
    except IntegrityError:  # opened in this very moment
        return by_token(session, token)


def by_token(session: Session, token: str) -> Conversation:
    """Looked up by the token's hash, so the time it takes tells nothing about tokens."""
    found = known_by_token(session, token)
    if found is None:
        raise NotFound("没有这个对话。", mend=GONE)
    return found


def known_by_token(session: Session, token: str) -> Conversation | None:
    return session.scalar(select(Conversation).where(Conversation.token_hash == _hashed(token)))


def find_conversation(session: Session, conversation_id: int) -> Conversation:
    """For colleagues: members come by token."""
    found = session.get(Conversation, conversation_id)
    if found is None:
        raise NotFound("没有这个对话。")
    return found


def _open(
    session: Session,
    token: str,
    channel: Channel,
    *,
    now: datetime,
    by: int | None = None,
    member_name: str | None = None,
) -> Conversation:
    conversation = Conversation(
        token_hash=_hashed(token), channel=channel, opened_at=now, member_name=member_name
    )
    session.add(conversation)
    session.flush()
    record(session, "opened", "conversation", conversation.id, by=by, now=now, channel=channel)
    return conversation


def _hashed(token: str) -> str:
    # The token is 256 random bits: nothing to guess, so no slow password hash is needed.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
