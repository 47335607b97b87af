"""What became of the answers that were at hand when colleagues replied."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.tickets.offered import Fate, OfferedAnswer


@dataclass(frozen=True, slots=True)
class OfferedCount:
    """Of one entry. A reply may have had several answers at hand."""

    entry_id: str
    adopted: int
    edited: int
    ignored: int

    @property
    def offered(self) -> int:
        return self.adopted + self.edited + self.ignored

    @property
    def used(self) -> Fraction | None:
        """The share that went to a member, as it was or changed; None where none was offered."""
        return Fraction(self.adopted + self.edited, self.offered) if self.offered else None


def offered_counts(
    session: Session, since: datetime, until: datetime, *, by: int | None = None
) -> list[OfferedCount]:
    """The most offered first; `until` is the first moment that does not belong, `by`: in the
    replies of this colleague alone."""
    found = (
        select(OfferedAnswer.entry_id, OfferedAnswer.fate, func.count())
        .where(OfferedAnswer.at >= since, OfferedAnswer.at < until)
        .group_by(OfferedAnswer.entry_id, OfferedAnswer.fate)
    )
    if by is not None:
        found = found.where(OfferedAnswer.by_id == by)
    counted: dict[str, Counter[Fate]] = {}
    for entry_id, fate, count in session.execute(found):
        counted.setdefault(entry_id, Counter())[fate] = count
    counts = [_count(entry_id, each) for entry_id, each in counted.items()]
    return sorted(counts, key=lambda each: (-each.offered, each.entry_id))


def offered_count_of(session: Session, entry_id: str) -> OfferedCount:
    """Since the beginning."""
    found = (
        select(OfferedAnswer.fate, func.count())
        .where(OfferedAnswer.entry_id == entry_id)
        .group_by(OfferedAnswer.fate)
    )
    return _count(entry_id, Counter(dict(session.execute(found).all())))


def _count(entry_id: str, fates: Counter[Fate]) -> OfferedCount:
    return OfferedCount(entry_id, fates[Fate.ADOPTED], fates[Fate.EDITED], fates[Fate.IGNORED])
