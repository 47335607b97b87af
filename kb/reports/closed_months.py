"""Closed months as they were told: each is read from its document, and read once."""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from kb.appraisals.restatement import Standing, document_of, standings
from kb.kpi.month import MonthResult, read_result
from kb.reports.kept import Kept

MOST = 36
_KEPT: Kept[MonthResult] = Kept(MOST)


def closed_months(session: Session) -> list[str]:
    """Their keys, the first one first."""
    return sorted(standings(session))


def closed_result(session: Session, month: str) -> MonthResult | None:
    """None while it is open."""
    return closed_results(session, (month,)).get(month)


def closed_results(session: Session, months: Collection[str]) -> dict[str, MonthResult]:
    """Of those that are closed, the first one first."""
    return results_of(session, standings(session), months)


def results_of(
    session: Session, known: Mapping[str, Standing], months: Collection[str]
) -> dict[str, MonthResult]:
    return {key: _read(session, known[key]) for key in sorted(known) if key in months}


def _read(session: Session, stands: Standing) -> MonthResult:
    return _KEPT.get(session, stands, lambda: read_result(document_of(session, stands)))
