"""How many closed tickets name the knowledge they were answered with, and how often rightly."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
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
    """A ticket closed before this was asked counts as closed and not linked."""
    period = (Closure.at >= since, Closure.at < until)
    closed = session.scalar(select(func.count()).select_from(Closure).where(*period)) or 0
    joined = select(TicketLink.use, SpotCheck.is_right).join(
        Closure, Closure.ticket_number == TicketLink.ticket_number
    )
    joined = joined.join(
        SpotCheck, SpotCheck.ticket_number == TicketLink.ticket_number, isouter=True
    )
    rows = [tuple(row) for row in session.execute(joined.where(*period))]
    return LinkFigures(
        closed=closed,
        linked=sum(use is not KnowledgeUse.NONE for use, _ in rows),
        needless=sum(use is KnowledgeUse.NONE for use, _ in rows),
        checked=sum(is_right is not None for _, is_right in rows),
        right=sum(is_right is True for _, is_right in rows),
    )
