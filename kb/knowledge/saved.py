"""Questions whose right decision is known: what a change of the base is tried on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kb.db import Base
from kb.errors import NotFound
from kb.history import record
from kb.knowledge.publication import Publication
from kb.people.person import Person
from kb.terms import DecisionKind, LabelledEnum

LONGEST = 200
"""characters: a longer message tells a story and is not kept as a question"""


class Source(LabelledEnum):
    JUDGED = "judged", "判定题"
    TRAINING = "training", "训练题"
    HELPFUL = "helpful", "会员说有用"
    CHOSEN = "chosen", "会员选定"
    LINKED = "linked", "工单关联"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A question with its right decision. `key` tells it from all others; each of `wanted` is one
    right answer, several entries that are wanted together joined by `+`."""

    key: str
    question: str
    source: Source
    decisions: tuple[DecisionKind, ...] = (DecisionKind.ANSWER,)
    wanted: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    message_id: int | None = None


class SavedQuestion(Base):
    """`before`: what the same person had said, oldest first. The message is another room's."""

    __tablename__ = "saved_questions"
    __table_args__ = (
        CheckConstraint("(pinned_by IS NULL) = (pinned_at IS NULL)", name="pinned_by_somebody"),
        Index(None, "pinned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    question: Mapped[str]
    before: Mapped[list[str]]
    source: Mapped[Source]
    decisions: Mapped[list[str]]
    wanted: Mapped[list[str]]
    message_id: Mapped[int | None]
    added_at: Mapped[datetime]
    pinned_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    pinned_at: Mapped[datetime | None]

    @property
    def is_pinned(self) -> bool:
        return self.pinned_at is not None


class BrokenPin(Base):
    """That a text was published although a pinned question is then decided wrongly, and why."""

    __tablename__ = "broken_pins"
    __table_args__ = (CheckConstraint("reason <> ''", name="said_why"),)

    number: Mapped[int] = mapped_column(
        ForeignKey(Publication.number), primary_key=True, autoincrement=False
    )
    question_id: Mapped[int] = mapped_column(ForeignKey(SavedQuestion.id), primary_key=True)
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]


def keep_questions(session: Session, confirmed: Iterable[Confirmed], *, now: datetime) -> int:
    """How many are new. One that is known gets its right decision anew; a pin stays."""
    known = {each.key: each for each in session.scalars(select(SavedQuestion))}
    fresh: dict[str, dict[str, object]] = {}
    for each in confirmed:
        values = _columns(each)
        if each.key not in known:
            fresh[each.key] = {"key": each.key, "added_at": now, **values}
            continue
        for name, value in values.items():
            if getattr(known[each.key], name) != value:
                setattr(known[each.key], name, value)
    session.flush()
    if fresh:
        session.execute(insert(SavedQuestion), list(fresh.values()))
    return len(fresh)


def pin(session: Session, question_id: int, *, by: int, now: datetime) -> SavedQuestion:
    """From here on a text that gets this question wrong is published with a reason only."""
    found = find_saved_question(session, question_id)
    if not found.is_pinned:
        found.pinned_by, found.pinned_at = by, now
        record(session, "pinned", "saved_question", found.id, by=by, now=now)
        session.flush()
    return found


def unpin(session: Session, question_id: int, *, by: int, now: datetime) -> SavedQuestion:
    found = find_saved_question(session, question_id)
    if found.is_pinned:
        record(session, "unpinned", "saved_question", found.id, by=by, now=now)
        found.pinned_by = found.pinned_at = None
        session.flush()
    return found


def find_saved_question(session: Session, question_id: int) -> SavedQuestion:
    found = session.get(SavedQuestion, question_id)
    if found is None:
        raise NotFound("没有这个问题。")
    return found


def saved_questions(session: Session, *, pinned_only: bool = False) -> list[SavedQuestion]:
    found = select(SavedQuestion).order_by(SavedQuestion.id)
    if pinned_only:
        found = found.where(SavedQuestion.pinned_at.is_not(None))
    return list(session.scalars(found))


def count_saved(session: Session) -> dict[Source, int]:
    counted = select(SavedQuestion.source, func.count()).group_by(SavedQuestion.source)
    found = dict(session.execute(counted).all())
    return {source: found.get(source, 0) for source in Source}


def note_broken(
    session: Session,
    number: int,
    questions: Sequence[SavedQuestion],
    reason: str,
    *,
    by: int,
    now: datetime,
) -> None:
    session.add_all(
        BrokenPin(number=number, question_id=each.id, reason=reason, by_id=by, at=now)
        for each in questions
    )
    session.flush()


def _columns(confirmed: Confirmed) -> dict[str, object]:
    return {
        "question": confirmed.question,
        "before": list(confirmed.before),
        "source": confirmed.source,
        "decisions": [each.value for each in confirmed.decisions],
        "wanted": list(confirmed.wanted),
        "message_id": confirmed.message_id,
    }


PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; `total` is of questions on all pages."""

    rows: Sequence[SavedQuestion]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def look_through(
    session: Session,
    *,
    text: str = "",
    source: Source | None = None,
    pinned_only: bool = False,
    number: int = 1,
) -> Page:
    """Pinned ones first, then the newest; `text` occurs literally in the question."""
    found = select(SavedQuestion)
    if text:
        found = found.where(SavedQuestion.question.icontains(text, autoescape=True))
    if source is not None:
        found = found.where(SavedQuestion.source == source)
    if pinned_only:
        found = found.where(SavedQuestion.pinned_at.is_not(None))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    loose = SavedQuestion.pinned_at.is_(None)
    ordered = found.order_by(loose, SavedQuestion.id.desc())
    rows = session.scalars(ordered.offset((number - 1) * PAGE).limit(PAGE)).all()
    return Page(rows, number, total)
