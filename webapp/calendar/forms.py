from dataclasses import dataclass
from datetime import date

from kb.deadlines.calendar import DayKind
from kb.deadlines.periods import read_periods
from kb.errors import BadInput
from kb.policy import Period
from kb.terms import LabelledEnum
from webapp.fields import typed


class Opening(LabelledEnum):
    USUAL = "usual", "按种类照常"
    CLOSED = "closed", "全天不服务"
    OWN = "own", "自定时段"


@dataclass(frozen=True)
class GivenDay:
    day: date
    kind: DayKind
    name: str
    periods: tuple[Period, ...] | None


def read_day() -> GivenDay:
    kind = typed("kind")
    if kind not in set(DayKind):
        raise BadInput("还没有选种类。", field="kind", code="no_kind", mend="请选一项。")
    return GivenDay(
        read_written_day(typed("day")), DayKind(kind), typed("name"), _periods(typed("opening"))
    )


def read_written_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            "没有看懂日期。", field="day", code="bad_day", mend="请写成 2026-11-20。"
        ) from error


def _periods(opening: str) -> tuple[Period, ...] | None:
    match opening:
        case Opening.USUAL:
            return None
        case Opening.CLOSED:
            return ()
        case Opening.OWN:
            periods = read_periods(typed("periods"))
            if periods:
                return periods
    raise BadInput(
        "还没有写服务时段。",
        field="periods",
        code="no_periods",
        mend="请写成 09:00-12:00、13:00-22:30，或选“全天不服务”。",
    )
