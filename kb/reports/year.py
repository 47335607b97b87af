"""A year: as it was closed, and as its months stand now."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.appraisals.restatement import standings
from kb.appraisals.sealed_month import Weighed
from kb.appraisals.sealed_year import sealed_year
from kb.kpi.canonical import canonical, checksum
from kb.kpi.year import YearResult, read_year_result, score_year
from kb.period import Period, months_of
from kb.reports.closed_months import closed_results
from kb.reports.month import policies_of


def compute_year(session: Session, whole: Period) -> YearResult:
    """Of its closed months as they are in force; by the policy of the last moment of the year."""
    policy = policies_of(session, whole, until=whole.end).kpi
    return score_year(whole.key, list(closed_results(session, _months(whole)).values()), policy)


def year_result(session: Session, whole: Period) -> YearResult:
    """As it was closed, or as it stands until then."""
    made = sealed_year(session, whole.key)
    return read_year_result(made.document) if made else compute_year(session, whole)


def weigh_year(session: Session, whole: Period, *, until: datetime) -> Weighed:
    """Ready to be sealed."""
    known, months = standings(session), _months(whole)
    made_from = checksum([(key, known[key].checksum) for key in months if key in known])
    version = policies_of(session, whole, until=whole.end).version
    document = canonical(compute_year(session, whole)).decode()
    return Weighed(whole.key, until, version, made_from, document)


def _months(whole: Period) -> list[str]:
    return [each.key for each in months_of(whole)]
