"""Keeping the special days: each act is recorded, and running clocks are counted anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from kb.clock import to_local
from kb.deadlines.calendar import DayKind
from kb.deadlines.holidays_of import holidays_of
from kb.deadlines.recalculating import recalculate
from kb.deadlines.special_day import DaySource, SpecialDay
from kb.deadlines.stage_clock import StageClock
from kb.errors import BadInput, NotFound
from kb.history import record
from kb.policy import Period
from kb.text import clean

FIRST_YEAR, LAST_YEAR = 2020, 2099
LONGEST_NAME = 40
AHEAD = timedelta(days=45)
"""so long before a year begins its holidays are expected to be known"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A year whose holidays were never loaded, or only worked out."""

    year: int
    missing: bool


def set_day(
    session: Session,
    day: date,
    kind: DayKind,
    name: str,
    periods: tuple[Period, ...] | None,
    *,
    by: int,
    now: datetime,
) -> list[StageClock]:
    """Adds the day or changes it. `periods`: None for those usual on such a day."""
    said = clean(name)
    if not said or len(said) > LONGEST_NAME:
        raise BadInput(
            "还没有写这一天的名称。" if not said else "名称太长。",
            field="name",
            code="bad_name",
            mend=f"请写上不超过 {LONGEST_NAME} 个字的名称，例如“消防检修”。",
        )
    _require_year(day.year)
    known = _locked(session, day)
    before = _details(known) if known else None
    special = known or SpecialDay(day=day)
    special.kind, special.name = kind, said
    special.periods = None if periods is None else [list(each) for each in periods]
    special.source, special.by_id, special.at = DaySource.ENTERED, by, now
    session.add(special)
    record(
        session, "day_set", "calendar", day.isoformat(), by=by, now=now,
        before=before, after=_details(special),
    )  # fmt: skip
    return recalculate(session, f"服务日历：{day} {said}", by=by, now=now)


def remove_day(session: Session, day: date, *, by: int, now: datetime) -> list[StageClock]:
    """The day is as its weekday again."""
    known = _locked(session, day)
    if known is None:
        raise NotFound(f"服务日历里没有 {day}。")
    session.delete(known)
    record(
        session, "day_removed", "calendar", day.isoformat(), by=by, now=now, before=_details(known)
    )
    return recalculate(session, f"服务日历：{day} 恢复平常", by=by, now=now)


def import_year(
    session: Session, year: int, *, by: int | None, now: datetime
) -> tuple[int, list[StageClock]]:
    """How many days were new or different, and the clocks moved. Own arrangements stay."""
    _require_year(year)
    found = holidays_of(year)
    known = {each.day: each for each in days_of(session, year)}
    own = {day for day, each in known.items() if each.source is DaySource.ENTERED}
    changed = 0
    for day, kept in known.items():
        if day not in found.days and day not in own:
            session.delete(kept)
            changed += 1
    for day, (kind, name) in found.days.items():
        if day in own:
            continue
        wanted = (kind, name, found.source)
        special = known.get(day)
        if special is not None and (special.kind, special.name, special.source) == wanted:
            continue
        special = special or SpecialDay(day=day)
        special.kind, special.name, special.source = wanted
        special.by_id, special.at = by, now
        session.add(special)
        changed += 1
    if not changed:
        return 0, []
    record(
        session, "year_imported", "calendar", year, by=by, now=now,
        source=found.source, changed=changed,
    )  # fmt: skip
    return changed, recalculate(session, f"载入 {year} 年节假日", by=by, now=now)


def import_usual_years(session: Session, *, by: int | None, now: datetime) -> None:
    """This year and the next, unless their announced holidays are there."""
    this_year = to_local(now).year
    for year in (this_year, this_year + 1):
        if _source_of(days_of(session, year)) is not DaySource.ANNOUNCED:
            import_year(session, year, by=by, now=now)


def days_of(session: Session, year: int) -> Sequence[SpecialDay]:
    found = select(SpecialDay).where(extract("year", SpecialDay.day) == year)
    return session.scalars(found.order_by(SpecialDay.day)).all()


def doubts(session: Session, now: datetime) -> list[Doubt]:
    """About this year, and about the next one as soon as it is near."""
    today = to_local(now).date()
    years = sorted({today.year, (today + AHEAD).year})
    sources = {year: _source_of(days_of(session, year)) for year in years}
    return [
        Doubt(year, missing=source is None)
        for year, source in sources.items()
        if source is not DaySource.ANNOUNCED
    ]


def _source_of(days: Sequence[SpecialDay]) -> DaySource | None:
    """Where a year's holidays come from; own arrangements do not tell."""
    sources = {each.source for each in days}
    wanted = (DaySource.BY_RULE, DaySource.ANNOUNCED)
    return next((each for each in wanted if each in sources), None)


def _locked(session: Session, day: date) -> SpecialDay | None:
    found = select(SpecialDay).where(SpecialDay.day == day).with_for_update()
    return session.scalar(found.execution_options(populate_existing=True))


def _require_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(
            f"{year} 年不在服务日历的范围内。",
            field="year",
            code="bad_year",
            mend=f"请写 {FIRST_YEAR} 到 {LAST_YEAR} 之间的年份。",
        )


def _details(special: SpecialDay) -> dict[str, object]:
    return {
        "kind": special.kind,
        "name": special.name,
        "periods": special.periods,
        "source": special.source,
    }
