"""Why a clock stands where it stands: from its events to lines that a colleague reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.deadlines.signal import Subject
from kb.deadlines.stage_clock import ClockEvent, ClockEventKind, ClockState, StageClock
from kb.deadlines.turning import clocks_of
from kb.policy import ClockRule, PauseReason

AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Line:
    """`due_at` where the end was set or moved by what happened."""

    at: datetime
    kind: ClockEventKind
    words: str
    by_id: int | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """One clock from its start. `late`: it ran out at least once."""

    clock_id: int
    label: str
    allowance: str
    state: ClockState
    due_at: datetime
    late: bool
    pauses: tuple[PauseReason, ...]
    lines: tuple[Line, ...]

    @property
    def is_live(self) -> bool:
        return self.state is not ClockState.STOPPED


def stories(session: Session, subject: Subject) -> list[Story]:
    """What runs first, the soonest before the later ones; then what is over, newest first."""
    clocks = clocks_of(session, subject)
    events = _events(session, [each.id for each in clocks])
    told = [tell_story(each, events[each.id]) for each in clocks]
    live = sorted((each for each in told if each.is_live), key=lambda each: each.due_at)
    over = [each for each in reversed(told) if not each.is_live]
    return [*live, *over]


def tell_story(clock: StageClock, events: Iterable[ClockEvent]) -> Story:
    rule = clock.said
    lines = [_line(rule, each) for each in events if each.kind is not ClockEventKind.RANG]
    return Story(
        clock_id=clock.id,
        label=rule.label,
        allowance=say_allowance(rule),
        state=clock.state,
        due_at=clock.due_at,
        late=any(each.kind is ClockEventKind.BREACHED for each in lines),
        pauses=rule.pauses if clock.state is ClockState.RUNNING else (),
        lines=tuple(lines),
    )


def say_allowance(rule: ClockRule) -> str:
    if rule.workdays is not None:
        return f"{rule.workdays} 个工作日"
    if rule.days is not None:
        return f"{rule.days} 天"
    if rule.minutes is None:
        return "约定的时间"
    every = "每 " if rule.repeats else ""
    hours, rest = divmod(rule.minutes, AN_HOUR)
    spoken = f"{hours} 小时" if hours and not rest else f"{rule.minutes} 分钟"
    return f"{every}{spoken}，{rule.calendar.label}"


def _line(rule: ClockRule, event: ClockEvent) -> Line:
    sets_end = event.kind in {
        ClockEventKind.STARTED,
        ClockEventKind.RESUMED,
        ClockEventKind.MOVED,
    }
    due = event.due_at if sets_end else None
    return Line(event.at, event.kind, _words(rule, event), event.by_id, due)


def _words(rule: ClockRule, event: ClockEvent) -> str:
    match event.kind:
        case ClockEventKind.STARTED:
            said = "开始" if event.round == 1 else f"重新计时（第 {event.round} 次）"
        case ClockEventKind.WARNED:
            said = f"快到期，提醒{rule.turn.label}"
        case ClockEventKind.CLIMBED:
            said = "上报"
        case ClockEventKind.STOPPED:
            said = "不再计时"
        case _:
            said = event.kind.label
    return f"{said}：{event.cause}" if event.cause else said


def _events(session: Session, clock_ids: Sequence[int]) -> Mapping[int, list[ClockEvent]]:
    events: dict[int, list[ClockEvent]] = {each: [] for each in clock_ids}
    found = select(ClockEvent).where(ClockEvent.clock_id.in_(clock_ids)).order_by(ClockEvent.id)
    for each in session.scalars(found):
        events[each.clock_id].append(each)
    return events
