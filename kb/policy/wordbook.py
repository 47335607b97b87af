"""What maintainers changed of the lexicon, as numbered versions over the files that are shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from kb.db import Base
from kb.errors import Conflict, NotFound
from kb.policy.version import PolicyVersion
from kb.text.amending import Amendment, Section

SERIES = "lexicon"
"""of the counter that numbers the versions"""
PAGE = 30


class LexiconChange(Base):
    """`before` and `after`: what stood behind the key, None where there was no such item. An undo
    is a change of its own, and names the one it takes back."""

    __tablename__ = "lexicon_changes"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="said_why"),
        CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="changes_something"),
        CheckConstraint("(broken_pins = 0) = (pin_reason IS NULL)", name="broke_pins_why"),
        Index(None, "section", "key"),
    )

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section: Mapped[Section]
    key: Mapped[str]
    before: Mapped[list[str] | None]
    after: Mapped[list[str] | None]
    reason: Mapped[str]
    broken_pins: Mapped[int] = mapped_column(default=0)
    pin_reason: Mapped[str | None]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("lexicon_changes.version"), unique=True)
    by_id: Mapped[int]
    at: Mapped[datetime]

    @property
    def amendment(self) -> Amendment:
        values = None if self.after is None else tuple(self.after)
        return Amendment(self.section, self.key, values)

    @property
    def what(self) -> str:
        if self.undoes is not None:
            return "撤回"
        if self.before is None:
            return "添加"
        return "移除" if self.after is None else "修改"


def tuning_version(session: Session) -> tuple[int, int]:
    """Moves with every change of the lexicon, and with every policy."""
    lexicon = select(func.max(LexiconChange.version)).scalar_subquery()
    policies = select(func.max(PolicyVersion.id)).scalar_subquery()
    found = session.execute(select(lexicon, policies)).one()
    return found[0] or 0, found[1] or 0


def lexicon_version(session: Session) -> int:
    return session.scalar(select(func.max(LexiconChange.version))) or 0


def amendments(session: Session, at: datetime | None = None) -> tuple[Amendment, ...]:
    """Those that hold now, or held at a moment of the past; oldest first."""
    return tuple(each.amendment for each in session.scalars(_standing(at)))


def without(session: Session, change: LexiconChange) -> tuple[Amendment, ...]:
    """Those that would hold if this one had never been made."""
    standing = session.scalars(_standing())
    return tuple(each.amendment for each in standing if each.version != change.version)


def latest_of(session: Session, section: Section, key: str) -> LexiconChange | None:
    """The newest change of this item, undoing ones too."""
    of_item = (LexiconChange.section == section) & (LexiconChange.key == key)
    found = select(LexiconChange).where(of_item).order_by(LexiconChange.version.desc()).limit(1)
    return session.scalar(found)


def find_change(session: Session, version: int) -> LexiconChange:
    found = session.get(LexiconChange, version)
    if found is None:
        raise NotFound("没有这次改动。")
    return found


def require_undoable(session: Session, change: LexiconChange) -> None:
    """Raises Conflict for one that was undone, is an undoing, or was built upon since."""
    of_item = (LexiconChange.section == change.section) & (LexiconChange.key == change.key)
    standing = session.scalars(_standing().where(of_item)).all()
    if change.undoes is not None:
        raise Conflict("撤回本身不能再撤回。", mend="要恢复，请重新改一次。")
    if change not in standing:
        raise Conflict("这次改动已经撤回了。")
    if standing[-1] is not change:
        raise Conflict(
            "这一条后来又改过。", mend=f"请先撤回后来的第 {standing[-1].version} 次改动。"
        )


@dataclass(frozen=True, slots=True)
class ChangePage:
    """`undone`: the versions among the rows that were taken back since."""

    rows: Sequence[LexiconChange]
    undone: frozenset[int]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_changes(session: Session, number: int = 1) -> ChangePage:
    """Newest first."""
    total = session.scalar(select(func.count()).select_from(LexiconChange)) or 0
    ordered = select(LexiconChange).order_by(LexiconChange.version.desc())
    rows = session.scalars(ordered.offset((number - 1) * PAGE).limit(PAGE)).all()
    undone = select(LexiconChange.undoes).where(
        LexiconChange.undoes.in_([each.version for each in rows])
    )
    return ChangePage(rows, frozenset(filter(None, session.scalars(undone))), number, total)


def _standing(at: datetime | None = None) -> Select[LexiconChange]:
    undoing = aliased(LexiconChange)
    undone = select(undoing.undoes).where(undoing.undoes.is_not(None))
    found = select(LexiconChange).where(LexiconChange.undoes.is_(None))
    if at is not None:
        undone, found = undone.where(undoing.at <= at), found.where(LexiconChange.at <= at)
    return found.where(LexiconChange.version.not_in(undone)).order_by(LexiconChange.version)
