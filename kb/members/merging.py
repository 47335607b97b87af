"""Two records of one person become one. Nothing that points to the other is rewritten: it keeps
its number, and `current_member` leads on to the one that is kept."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.members.erasing import open_erasure
from kb.members.member import Member, lock_living
from kb.people.person import Person

FIELDS = {
    "name": "姓名",
    "phone": "电话",
    "email": "邮箱",
    "card": "会员卡号",
    "birthday": "生日",
    "joined_on": "入会日期",
}
MOST = 50


class MemberMerge(Base):
    """`taken`: which particulars of the other record were taken over."""

    __tablename__ = "member_merges"
    __table_args__ = (UniqueConstraint("merged_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    merged_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    taken: Mapped[list[str]]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Pair:
    """`alike`: what the two have in common."""

    first: Member
    second: Member
    alike: tuple[str, ...]


def duplicates(session: Session) -> list[Pair]:
    """Pairs that may be one person: the same number, the same card, or name and birthday alike."""
    first, second = aliased(Member), aliased(Member)
    same = (
        select(first, second)
        .join(second, first.id < second.id)
        .where(*_living(first), *_living(second), _alike(first, second))
        .order_by(first.id, second.id)
        .limit(MOST)
    )
    return [Pair(one, two, tuple(_in_common(one, two))) for one, two in session.execute(same)]


def likely_twins(session: Session, member: Member) -> list[Pair]:
    """The other records that may be this member's."""
    other = aliased(Member)
    same = (
        select(other)
        .join(Member, Member.id != other.id)
        .where(Member.id == member.id, *_living(other), _alike(Member, other))
        .order_by(other.id)
        .limit(MOST)
    )
    found = session.scalars(same)
    return [Pair(member, each, tuple(_in_common(member, each))) for each in found]


def merge_members(
    session: Session,
    kept: Member,
    other: Member,
    take: Collection[str],
    *,
    by: int,
    now: datetime,
) -> MemberMerge:
    """`take`: the fields in which the other record is the right one; of the rest what is missing
    in the kept one is filled from the other."""
    if kept.id == other.id:
        raise BadInput(
            "这是同一条记录，不用合并。", field="other", code="same_member", mend="请另选一位。"
        )
    unknown = set(take) - set(FIELDS)
    if unknown:
        raise BadInput("没有这一项资料。", field="take", code="bad_field", mend="请刷新页面。")
    for each in sorted((kept, other), key=lambda member: member.id):
        lock_living(session, each)
    if any(open_erasure(session, each) is not None for each in (kept, other)):
        raise Conflict(
            "其中一位会员正在等待删除资料，现在不能合并。",
            code="erasure_waits",
            mend="请先处理完删除申请。",
        )
    taken = [
        name
        for name in FIELDS
        if name in take or (getattr(kept, name) is None and getattr(other, name) is not None)
    ]
    for name in taken:
        setattr(kept, name, getattr(other, name) or getattr(kept, name))
    kept.tags = list(dict.fromkeys([*kept.tags, *other.tags]))
    kept.known_since = min(kept.known_since, other.known_since)
    other.merged_into_id = kept.id
    return _recorded(session, MemberMerge(
        kept_id=kept.id, merged_id=other.id, taken=taken, by_id=by, at=now
    ))  # fmt: skip


def _recorded(session: Session, merge: MemberMerge) -> MemberMerge:
    session.add(merge)
    session.flush()
    for member_id in (merge.kept_id, merge.merged_id):
        record(
            session, "merged", "member", member_id, by=merge.by_id, now=merge.at,
            kept=merge.kept_id, other=merge.merged_id, taken=merge.taken,
        )  # fmt: skip
    return merge


def _alike(first: type[Member], second: type[Member]) -> ColumnElement[bool]:
    return or_(
        first.phone == second.phone,
        first.card == second.card,
        and_(first.name == second.name, first.birthday == second.birthday),
    )


def _living(member: type[Member]) -> tuple[ColumnElement[bool], ...]:
    return (member.merged_into_id.is_(None), member.erased_at.is_(None))


def _in_common(one: Member, two: Member) -> Iterator[str]:
    for name, label in FIELDS.items():
        if name != "joined_on" and getattr(one, name) and getattr(one, name) == getattr(two, name):
            yield label
