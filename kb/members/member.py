from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import Conflict, NotFound


class Member(Base):
    """Whom the club knows by name. Once erased nothing but the number is left. One that was merged
    into another keeps its number, and `current_member` leads on from it."""

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint(
            "erased_at IS NULL OR (name IS NULL AND phone IS NULL AND email IS NULL"
            " AND card IS NULL AND birthday IS NULL)",
            name="erased_is_bare",
        ),
        CheckConstraint("erased_at IS NOT NULL OR name IS NOT NULL", name="has_name"),
        CheckConstraint("merged_into_id <> id", name="merged_into_other"),
        Index(None, "phone"),
        Index(None, "card"),
        Index(None, "name", "birthday"),
        Index(None, "merged_into_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    card: Mapped[str | None]
    birthday: Mapped[date | None]
    joined_on: Mapped[date | None]
    tags: Mapped[list[str]]
    known_since: Mapped[datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    erased_at: Mapped[datetime | None]


def find_member(session: Session, member_id: int) -> Member:
    found = session.get(Member, member_id)
    if found is None:
        raise NotFound(f"没有会员 {member_id}。")
    return found


def current_member(session: Session, member_id: int) -> Member:
    """The record that is kept: of one that was merged, the one it was merged into."""
    member = find_member(session, member_id)
    while member.merged_into_id is not None:
        member = find_member(session, member.merged_into_id)
    return member


def one_and_the_same(session: Session, member: Member) -> list[int]:
    """The member's own number and those of all records that were merged into this one."""
    found, fresh = [member.id], [member.id]
    while fresh:
        merged = select(Member.id).where(Member.merged_into_id.in_(fresh)).order_by(Member.id)
        fresh = list(session.scalars(merged))
        found += fresh
    return found


def lock_living(session: Session, member: Member) -> None:
    """Reads the record anew and keeps it from others; refuses one that is no longer kept."""
    session.flush()
    session.refresh(member, with_for_update=True)
    if member.erased_at is not None:
        raise Conflict(
            f"会员 {member.id} 的资料已经按本人要求删除。", code="erased", mend="不能再改动。"
        )
    if member.merged_into_id is not None:
        raise Conflict(
            f"会员 {member.id} 已经并入会员 {member.merged_into_id}。",
            code="merged",
            mend=f"请到会员 {member.merged_into_id} 的页面上操作。",
        )
