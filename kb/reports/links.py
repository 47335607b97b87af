"""How many closed tickets name the knowledge they were answered with, and how often rightly."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from kb.tickets import Closure, KnowledgeUse, SpotCheck, TicketLink


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """Of the tickets closed in the period. `needless`: their knowledge was said to be none."""

    closed: int
    linked: int
    needless: int
    checked: int
    right: int

    @property
    def rate(self) -> float | None:
        """Of the tickets that needed knowledge, how many name an entry. From 0 to 1."""
        needed = self.closed - self.needless
        return self.linked / needed if needed else None

    @property
    def accuracy(self) -> float | None:
        """Of those looked at by a maintainer, how many name the right one. From 0 to 1."""
        return self.right / self.checked if self.checked else None


def link_figures(session: Session, since: datetime, until: datetime) -> LinkFigures:
    """A ticket closed before this was asked counts as closed and not linked; what is named is
    named anew with every closing."""
    closed = select(func.count()).where(Closure.at >= since, Closure.at < until)
    right = func.sum(case((SpotCheck.is_right, 1), else_=0))
    checked = func.count(SpotCheck.ticket_number)
    found = (
        select(TicketLink.use, func.count(), checked, right)
        .join(SpotCheck, SpotCheck.ticket_number == TicketLink.ticket_number, isouter=True)
        .where(TicketLink.at >= since, TicketLink.at < until)
        .group_by(TicketLink.use)
    )
    rows = [tuple(row) for row in session.execute(found)]
    return LinkFigures(
        closed=session.scalar(closed) or 0,
        linked=sum(count for use, count, _, _ in rows if use is not KnowledgeUse.NONE),
        needless=sum(count for use, count, _, _ in rows if use is KnowledgeUse.NONE),
        checked=sum(checked for _, _, checked, _ in rows),
        right=sum(right for _, _, _, right in rows),
    )
