"""Whose conversation it is, once that was found out."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.conversations.conversation import Conversation
from kb.errors import Conflict
from kb.history import record
from kb.members.member import Member, lock_living


def join_member(
    session: Session, conversation: Conversation, member: Member, *, by: int | None, now: datetime
) -> Conversation:
    """To the same member twice changes nothing; from another it must be parted first."""
    _lock(session, conversation)
    lock_living(session, member)
    if conversation.member_id == member.id:
        return conversation
    if conversation.member_id is not None:
        raise Conflict(
            f"这个对话已经关联了会员 {conversation.member_id}。",
            code="joined_to_other",
            mend="请先取消原来的关联。",
        )
    conversation.member_id = member.id
    record(session, "joined", "conversation", conversation.id, by=by, now=now, member=member.id)
    session.flush()
    return conversation


def part_member(
    session: Session, conversation: Conversation, *, by: int, now: datetime
) -> Conversation:
    _lock(session, conversation)
    if conversation.member_id is None:
        raise Conflict("这个对话没有关联会员。", code="not_joined", mend="请刷新页面。")
    record(
        session, "parted", "conversation", conversation.id, by=by, now=now,
        member=conversation.member_id,
    )  # fmt: skip
    conversation.member_id = None
    session.flush()
    return conversation


def conversations_of(session: Session, member_ids: list[int]) -> list[int]:
    """Their numbers, oldest first."""
    found = select(Conversation.id).where(Conversation.member_id.in_(member_ids))
    return list(session.scalars(found.order_by(Conversation.id)))


def _lock(session: Session, conversation: Conversation) -> None:
    session.flush()
    session.refresh(conversation, with_for_update=True)
