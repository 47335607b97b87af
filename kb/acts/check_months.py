"""Whether closed months still follow from their records."""

from datetime import datetime

from sqlalchemy.orm import Session

from kb.appraisals.restatement import Restatement, all_standing, standing
from kb.appraisals.sealed_month import SealedMonth
from kb.db import Database
from kb.kpi.month import read_result
from kb.kpi.moved import Moved, moved
from kb.period import Period, read_month
from kb.reports.month import compute_month


def check_months(database: Database) -> list[str]:
    """What moved since they were closed, in words; nothing when every closed month comes out as it
    was."""
    with database.reading() as session:
        return [
            said
            for stands in all_standing(session).values()
            for said in _differences(session, stands)
        ]


def what_moved(session: Session, stands: SealedMonth | Restatement) -> tuple[Moved, ...] | None:
    """Figures that the same month's records, up to the same moment, give otherwise today; None
    where not even the records differ."""
    result = compute_month(session, read_month(stands.month), until=stands.until)
    if result.inputs == stands.checksum:
        return None
    return moved(read_result(stands.document), result)


def what_would_change(
    session: Session, period: Period, *, now: datetime
) -> tuple[Moved, ...] | None:
    """By all that is known now; None where the month is not closed."""
    stands = standing(session, period.key)
    if stands is None:
        return None
    return moved(read_result(stands.document), compute_month(session, period, until=now))


def _differences(session: Session, stands: SealedMonth | Restatement) -> list[str]:
    found = what_moved(session, stands)
    if found is None:
        return []
    people = len({each.who for each in found})
    effect = f"影响 {people} 人或部门的 {len(found)} 个数字" if found else "数字没有变"
    return [f"{stands.month} 结账以后，它的记录有变动，{effect}。要更正请做重述。"]
