"""Whether closed months still follow from their records."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kb.appraisals.restatement import Restatement, all_standing, standing
from kb.appraisals.sealed_month import SealedMonth
from kb.db import Database
from kb.kpi.month import METHOD, read_result
from kb.kpi.moved import Moved, moved
from kb.period import Period, read_month
from kb.reports.month import compute_month


@dataclass(frozen=True, slots=True)
class Difference:
    """Of a closed month. `earlier`: it was reckoned by an earlier method than today's, which is
    no fault of its records."""

    said: str
    earlier: bool


def check_months(database: Database) -> list[Difference]:
    """What comes out otherwise today; nothing when every closed month comes out as it was."""
    with database.reading() as session:
        found = (_difference(session, stands) for stands in all_standing(session).values())
        return [each for each in found if each is not None]


def what_moved(session: Session, stands: SealedMonth | Restatement) -> tuple[Moved, ...] | None:
    """Figures that the same month's records, up to the same moment, give otherwise today; None
    where not even the records differ."""
    told = read_result(stands.document)
    result = compute_month(session, read_month(stands.month), until=stands.until)
    if replace(result, method=told.method) == told:
        return None
    return moved(told, result)


def what_would_change(
    session: Session, period: Period, *, now: datetime
) -> tuple[Moved, ...] | None:
    """By all that is known now; None where the month is not closed."""
    stands = standing(session, period.key)
    if stands is None:
        return None
    return moved(read_result(stands.document), compute_month(session, period, until=now))


def is_of_earlier_method(stands: SealedMonth | Restatement) -> bool:
    return read_result(stands.document).method < METHOD


def _difference(session: Session, stands: SealedMonth | Restatement) -> Difference | None:
    found = what_moved(session, stands)
    if found is None:
        return None
    people = len({each.who for each in found})
    effect = f"影响 {people} 人或部门的 {len(found)} 个数字" if found else "数字没有变"
    if is_of_earlier_method(stands):
        said = f"{stands.month} 是用以前的算法结的账，照当时的结果保留；按现在的算法，{effect}。"
        return Difference(said, earlier=True)
    said = f"{stands.month} 结账以后，它的记录有变动，{effect}。要更正请做重述。"
    return Difference(said, earlier=False)
