"""One colleague's contributions of a month, as their page shows them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from kb.knowledge import Entry, Revision
from kb.kpi.contributing import CapLine, cap_lines
from kb.kpi.contribution import ContributionScore
from kb.period import Period
from kb.reports.month import month_result, policies_of


@dataclass(frozen=True, slots=True)
class ContributionMonth:
    """`score` is None where there is nothing to show; `titles` by the entry's id."""

    period: Period
    score: ContributionScore | None
    caps: tuple[CapLine, ...]
    titles: dict[str, str]


def contribution_month(
    session: Session, person_id: int, period: Period, *, now: datetime
) -> ContributionMonth:
    """Of a closed month as it was told, of an open one as it stands."""
    policy = policies_of(session, period, until=now).contribution
    scores = month_result(session, period, now=now).contributions
    score = next((each for each in scores if each.person == person_id), None)
    if score is None:
        return ContributionMonth(period, None, (), {})
    titles = _titles(session, {item.about for item in score.items})
    return ContributionMonth(period, score, tuple(cap_lines(score, policy)), titles)


def _titles(session: Session, entries: set[str]) -> dict[str, str]:
    newest = and_(Revision.entry_id == Entry.id, Revision.number == Entry.head)
    found = select(Entry.id, Revision.question).join(Revision, newest)
    return dict(session.execute(found.where(Entry.id.in_(entries))).all())
