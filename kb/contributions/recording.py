"""Recording accepted acts, taking one back, and reading them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kb.contributions.contribution import (
    Contribution,
    ContributionKind,
    Grade,
    Reversal,
    Uncredited,
)
from kb.errors import BadInput, Conflict, NotFound
from kb.history import record

PAGE = 25


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted. `number`: of the publication or re-check by which it came into force."""

    kind: ContributionKind
    entry_id: str
    revision: int
    number: int
    contributor_id: int
    reviewer_id: int | None = None
    uncredited: Uncredited | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class ContributionPage:
    """`number` counts from 1; `total` is of contributions on all pages."""

    rows: Sequence[tuple[Contribution, Reversal | None]]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def record_contribution(
    session: Session, accepted: Accepted, grade: Grade = Grade.B, *, now: datetime
) -> Contribution:
    """What nobody else looked at earns nothing, and counts least."""
    alone = accepted.uncredited is Uncredited.OWN_APPROVAL
    contribution = Contribution(
        kind=accepted.kind,
        entry_id=accepted.entry_id,
        revision=accepted.revision,
        number=accepted.number,
        contributor_id=accepted.contributor_id,
        reviewer_id=None if alone else accepted.reviewer_id,
        grade=Grade.C if alone else grade,
        uncredited=accepted.uncredited,
        because=accepted.because,
        at=now,
    )
    session.add(contribution)
    session.flush()
    record(
        session, "contributed", "entry", accepted.entry_id, by=accepted.reviewer_id, now=now,
        contribution=contribution.id, kind=accepted.kind, grade=contribution.grade,
        contributor=accepted.contributor_id, uncredited=accepted.uncredited,
    )  # fmt: skip
    return contribution


def reverse(
    session: Session, contribution_id: int, reason: str, *, by: int, now: datetime
) -> Reversal:
    """It no longer counts; that it did stays on record."""
    contribution = find_contribution(session, contribution_id)
    if not reason.strip():
        raise BadInput("还没有写原因。", field="reason", code="no_reason", mend="请写上原因。")
    if session.get(Reversal, contribution_id) is not None:
        raise Conflict("这条贡献已经撤销了。", code="reversed_already", mend="请刷新页面。")
    reversal = Reversal(contribution_id=contribution_id, by_id=by, at=now, reason=reason.strip())
    session.add(reversal)
    record(
        session, "reversed", "entry", contribution.entry_id, by=by, now=now,
        contribution=contribution_id, reason=reversal.reason,
    )  # fmt: skip
    session.flush()
    return reversal


def find_contribution(session: Session, contribution_id: int) -> Contribution:
    found = session.get(Contribution, contribution_id)
    if found is None:
        raise NotFound("没有这条贡献。")
    return found


def contributions_of(session: Session, person_id: int, number: int = 1) -> ContributionPage:
    """Newest first."""
    return _page(session, Contribution.contributor_id == person_id, number)


def contributions_to(session: Session, entry_id: str, number: int = 1) -> ContributionPage:
    """Newest first."""
    return _page(session, Contribution.entry_id == entry_id, number)


def _page(session: Session, whose: ColumnElement[bool], number: int) -> ContributionPage:
    total = session.scalar(select(func.count()).select_from(Contribution).where(whose)) or 0
    found = (
        select(Contribution, Reversal)
        .join(Reversal, Reversal.contribution_id == Contribution.id, isouter=True)
        .where(whose)
        .order_by(Contribution.id.desc())
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    rows = [(contribution, reversal) for contribution, reversal in session.execute(found)]
    return ContributionPage(rows, number, total)
