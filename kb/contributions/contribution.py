"""Who made the base better, by which accepted act. Points are no part of the record."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from kb.db import Base
from kb.people.person import Person
from kb.terms import LabelledEnum


class ContributionKind(LabelledEnum):
    NEW_ENTRY = "new_entry", "新条目"
    BETTER_ANSWER = "better_answer", "改进答案"
    VARIANTS = "variants", "补充问法"
    CORRECTION = "correction", "更正"
    RECHECK = "recheck", "复核"
    GAP_CLOSED = "gap_closed", "补上缺口"


class Grade(LabelledEnum):
    """How much it is worth, by whoever reviewed it."""

    A = "A", "A 很有价值"
    B = "B", "B 达到要求"
    C = "C", "C 小幅改动"


class Uncredited(LabelledEnum):
    """Why an accepted act earns nothing."""

    OWN_APPROVAL = "own_approval", "自己发布或复核自己的内容"
    DUPLICATE = "duplicate", "与已有条目重复"
    SPLIT = "split", "由一个条目拆出"


class Contribution(Base):
    """`number` is of the series of publications. Entry, revision and number are another room's:
    that room is the only one to make them, and deletes none."""

    __tablename__ = "contributions"
    __table_args__ = (
        ForeignKeyConstraint(["entry_id", "revision"], ["revisions.entry_id", "revisions.number"]),
        UniqueConstraint("kind", "number", "contributor_id"),
        CheckConstraint("reviewer_id <> contributor_id", name="reviewed_by_other"),
        CheckConstraint(
            "reviewer_id IS NOT NULL OR kind = 'recheck' OR uncredited IS NOT NULL",
            name="unreviewed",
        ),
        Index(None, "contributor_id", "at"),
        Index(None, "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ContributionKind]
    entry_id: Mapped[str] = mapped_column(ForeignKey("entries.id"))
    revision: Mapped[int]
    number: Mapped[int]
    contributor_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    grade: Mapped[Grade]
    uncredited: Mapped[Uncredited | None]
    because: Mapped[str | None]
    at: Mapped[datetime]


class Reversal(Base):
    """That a contribution no longer counts; the contribution itself stays as it was."""

    __tablename__ = "reversals"
    __table_args__ = (CheckConstraint("reason <> ''", name="said_why"),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey(Contribution.id), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    reason: Mapped[str]
