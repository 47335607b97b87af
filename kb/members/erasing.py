"""A member asks to be forgotten. One colleague writes the request down, another confirms it: what
is erased does not come back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import BadInput, Conflict
from kb.history import record
from kb.members.contact import Contact
from kb.members.member import Member, find_member, lock_living, one_and_the_same
from kb.people.person import Person
from kb.terms import Channel
from kb.text import clean
from kb.text.masking import mask


class Erasure(Base):
    """A request is open until it is confirmed or called off. `left`: tables that may only grow in
    which traces were found and had to stay."""

    __tablename__ = "member_erasures"
    __table_args__ = (
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_one"),
        CheckConstraint("confirmed_by <> asked_by", name="confirmed_by_other"),
        CheckConstraint("(called_off_at IS NULL) = (called_off_by IS NULL)", name="called_off_by"),
        CheckConstraint(
            "(called_off_at IS NULL) = (called_off_why IS NULL)", name="called_off_why"
        ),
        CheckConstraint("confirmed_at IS NULL OR called_off_at IS NULL", name="ends_once"),
        Index(None, "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey(Member.id))
    channel: Mapped[Channel]
    why: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    asked_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    confirmed_at: Mapped[datetime | None]
    called_off_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    called_off_at: Mapped[datetime | None]
    called_off_why: Mapped[str | None]
    left: Mapped[list[str]]


def ask_erasure(
    session: Session, member: Member, channel: Channel, why: str, *, by: int, now: datetime
) -> Erasure:
    """`channel`: how the member asked; `why`: in which words, and how we know that it was them."""
    said = _said(member, why, "why", "会员怎么提出的、怎么核对了身份")
    lock_living(session, member)
    if open_erasure(session, member) is not None:
        raise Conflict(
            "已经有一份删除申请在等确认。", code="erasure_waits", mend="请另一位同事确认。"
        )
    erasure = Erasure(
        member_id=member.id, channel=channel, why=said, asked_by=by, asked_at=now, left=[]
    )
    session.add(erasure)
    session.flush()
    record(session, "erasure_asked", "member", member.id, by=by, now=now, channel=channel)
    return erasure


def confirm_erasure(
    session: Session, erasure: Erasure, *, left: list[str], by: int, now: datetime
) -> Erasure:
    """Empties the member's records. What was said in other rooms is the act's to see to:
    `kb/acts/erase_member.py`."""
    require_confirmable(session, erasure, by=by)
    member = find_member(session, erasure.member_id)
    for member_id in one_and_the_same(session, member):
        _empty(find_member(session, member_id), now)
    erasure.confirmed_by, erasure.confirmed_at, erasure.left = by, now, left
    record(session, "erased", "member", member.id, by=by, now=now, left=left)
    session.flush()
    return erasure


def call_off_erasure(
    session: Session, erasure: Erasure, why: str, *, by: int, now: datetime
) -> Erasure:
    member = find_member(session, erasure.member_id)
    said = _said(member, why, "called_off_why", "为什么不删除了")
    _require_open(session, erasure)
    erasure.called_off_by, erasure.called_off_at, erasure.called_off_why = by, now, said
    record(session, "erasure_called_off", "member", member.id, by=by, now=now)
    session.flush()
    return erasure


def require_confirmable(session: Session, erasure: Erasure, *, by: int) -> None:
    _require_open(session, erasure)
    if erasure.asked_by == by:
        raise Conflict(
            "申请是您自己登记的，不能由您确认。", code="own_request", mend="请另一位主管确认。"
        )
    lock_living(session, find_member(session, erasure.member_id))


def open_erasure(session: Session, member: Member) -> Erasure | None:
    return session.scalar(
        select(Erasure).where(
            Erasure.member_id == member.id,
            Erasure.confirmed_at.is_(None),
            Erasure.called_off_at.is_(None),
        )
    )


def erasure_of(session: Session, member: Member) -> Erasure | None:
    """The one by which the member was erased."""
    return session.scalar(
        select(Erasure).where(Erasure.member_id == member.id, Erasure.confirmed_at.is_not(None))
    )


def _require_open(session: Session, erasure: Erasure) -> None:
    session.flush()
    session.refresh(erasure, with_for_update=True)
    if erasure.confirmed_at is not None or erasure.called_off_at is not None:
        raise Conflict("这份申请已经处理过了。", code="erasure_done", mend="请刷新页面。")


def _empty(member: Member, now: datetime) -> None:
    member.name = member.phone = member.email = member.card = member.birthday = None
    member.tags = []
    member.erased_at = now


def _said(member: Member, text: str, field: str, what: str) -> str:
    """The words are kept for good, so they must not hold what is to be forgotten."""
    said = clean(text)
    if not said:
        raise BadInput(f"还没有写{what}。", field=field, code="empty_text", mend="请写一两句。")
    own = [member.name, *(getattr(member, each.value) for each in Contact)]
    if mask(said) != said or any(isinstance(each, str) and each in said for each in own):
        raise BadInput(
            "这里会一直保留，不要写会员的姓名和号码。",
            field=field,
            code="private_text",
            mend="请改写成“本人来电”这样。",
        )
    return said
