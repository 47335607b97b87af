"""What a maintainer made of a gap: questions that the base could not answer. Kept as labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotFound
from kb.history import record
from kb.knowledge.moves import require_reason
from kb.people.person import Person
from kb.terms import LabelledEnum


class RulingKind(LabelledEnum):
    NEW_ENTRY = "new_entry", "写了新条目"
    VARIANT = "variant", "并入已有条目"
    IGNORED = "ignored", "不用写"


class Ruling(Base):
    """`question` stands for them all."""

    __tablename__ = "rulings"
    __table_args__ = (
        CheckConstraint("(kind = 'ignored') = (reason IS NOT NULL)", name="ignored_why"),
        CheckConstraint("(kind = 'ignored') = (entry_id IS NULL)", name="ignored_names_none"),
        Index(None, "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RulingKind]
    question: Mapped[str]
    entry_id: Mapped[str | None] = mapped_column(ForeignKey("entries.id"))
    reason: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


class RuledQuestion(Base):
    """One question of the gap. The member's message is another room's: no foreign key. Below zero
    it is what a colleague looked up in vain, by its number with the sign turned."""

    __tablename__ = "ruled_questions"
    __table_args__ = (Index(None, "message_id"),)

    ruling_id: Mapped[int] = mapped_column(ForeignKey(Ruling.id), primary_key=True)
    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A gap as it was ruled on: its name, and message id → question."""

    question: str
    messages: Mapping[int, str]


def adopt_as_entry(
    session: Session, gap: Asked, entry_id: str, *, by: int, now: datetime
) -> Ruling:
    return _rule(session, gap, RulingKind.NEW_ENTRY, entry_id, None, by=by, now=now)


def adopt_as_variant(
    session: Session, gap: Asked, entry_id: str, *, by: int, now: datetime
) -> Ruling:
    return _rule(session, gap, RulingKind.VARIANT, entry_id, None, by=by, now=now)


def ignore(session: Session, gap: Asked, reason: str, *, by: int, now: datetime) -> Ruling:
    require_reason(reason)
    return _rule(session, gap, RulingKind.IGNORED, None, reason, by=by, now=now)


def find_ruling(session: Session, ruling_id: int) -> Ruling:
    found = session.get(Ruling, ruling_id)
    if found is None:
        raise NotFound("没有这条处理记录。")
    return found


def rulings(session: Session, *, entry_id: str | None = None) -> list[Ruling]:
    """Newest first."""
    found = select(Ruling).order_by(Ruling.id.desc())
    return list(session.scalars(found.where(Ruling.entry_id == entry_id) if entry_id else found))


def ruled_questions(session: Session, ruling: Ruling) -> list[RuledQuestion]:
    found = select(RuledQuestion).where(RuledQuestion.ruling_id == ruling.id)
    return list(session.scalars(found.order_by(RuledQuestion.message_id)))


def rulings_by_message(session: Session) -> dict[int, Ruling]:
    """The newest ruling on each message that was part of a gap."""
    found = (
        select(RuledQuestion.message_id, Ruling)
        .join(Ruling, Ruling.id == RuledQuestion.ruling_id)
        .order_by(Ruling.id)
    )
    return dict(session.execute(found).all())


def _rule(
    session: Session,
    gap: Asked,
    kind: RulingKind,
    entry_id: str | None,
    reason: str | None,
    *,
    by: int,
    now: datetime,
) -> Ruling:
    ruling = Ruling(
        kind=kind, question=gap.question, entry_id=entry_id, reason=reason, by_id=by, at=now
    )
    session.add(ruling)
    session.flush()
    session.add_all(
        RuledQuestion(ruling_id=ruling.id, message_id=message_id, question=question)
        for message_id, question in sorted(gap.messages.items())
    )
    record(
        session, "ruled", "gap", ruling.id, by=by, now=now,
        kind=kind, entry=entry_id, reason=reason, questions=len(gap.messages),
    )  # fmt: skip
    session.flush()
    return ruling
