"""How rooms tell the clocks what happened."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb.deadlines.measure import allowance_of
from kb.deadlines.signal import Signal, Subject
from kb.deadlines.stage_clock import ClockState, StageClock
from kb.deadlines.timing import Timing, timing_of
from kb.deadlines.turning import Moved, clocks_of, start, start_again, stop
from kb.policy import ClockRule
from kb.terms import Level

BEGINNINGS = {Signal.OPENED, Signal.REOPENED}


def hear(
    session: Session,
    subject: Subject,
    signal: Signal,
    *,
    by: int | None,
    now: datetime,
    level: Level | None = None,
    due: datetime | None = None,
    cause: str = "",
    done: Collection[Signal] = (),
) -> None:
    """Starts and stops clocks as the policy in force says. `due`: for clocks whose end somebody
    names (a department's expected time); `cause`: what the why-timeline tells beside the signal.
    Without a level the last one heard of stands. `done`: what happened before and still holds: no
    clock is started that it would stop, for nobody could stop it any more. The same signal at the
    same moment changes nothing."""
    timing = timing_of(session)
    if timing is None:
        return
    clocks = clocks_of(session, subject, locked=True)
    said = f"{signal.label}：{cause}" if cause else signal.label
    moved, level = Moved(by, now, said), level or _last_level(clocks)
    heard = _Heard(subject, signal, timing, moved, level, due, frozenset(done))
    _stop_or_restart(session, clocks, heard)
    if signal is Signal.LEVEL_CHANGED:
        _change_level(session, clocks, heard)
    _start(session, clocks, heard.starting(), heard)


@dataclass(frozen=True, slots=True)
class _Heard:
    subject: Subject
    signal: Signal
    timing: Timing
    moved: Moved
    level: Level | None
    due: datetime | None
    done: frozenset[Signal]

    def rules(self) -> Iterable[ClockRule]:
        rules = self.timing.rules.of(self.subject.matter)
        return (each for each in rules if each.applies_to(self.level))

    def starting(self) -> Iterable[ClockRule]:
        return (each for each in self.rules() if self.signal in each.starts)


def _stop_or_restart(session: Session, clocks: Sequence[StageClock], heard: _Heard) -> None:
    for clock in _live(clocks):
        rule = clock.said
        if heard.signal in rule.stops:
            stop(session, clock, heard.moved)
        elif _restarts(clock, rule, heard):
            start_again(session, clock, heard.timing.calendar, heard.moved, due=heard.due)


def _restarts(clock: StageClock, rule: ClockRule, heard: _Heard) -> bool:
    if rule.named_end:
        named = heard.signal in {*rule.starts, *rule.restarts}
        return named and heard.due is not None and heard.due != clock.due_at
    return heard.signal in rule.restarts and clock.started_at != heard.moved.now


def _start(
    session: Session, clocks: Sequence[StageClock], rules: Iterable[ClockRule], heard: _Heard
) -> None:
    known = {each.rule for each in clocks if _is_live(each) or each.started_at == heard.moved.now}
    for rule in rules:
        if rule.name in known or (rule.named_end and heard.due is None):
            continue
        if heard.done & {*rule.stops}:
            continue
        start(
            session, heard.subject, rule, heard.timing, heard.moved,
            level=heard.level, due=heard.due,
        )  # fmt: skip


def _change_level(session: Session, clocks: Sequence[StageClock], heard: _Heard) -> None:
    """Clocks of the other levels stop, those of the new one count from now: nobody could have
    kept them before. Only the promise stands that the member was given: it is replaced by a
    sooner one, never by a later one, and not given again once it was kept."""
    promises = [each for each in _live(clocks) if each.said.promise]
    rules = [each for each in heard.rules() if each.levels and BEGINNINGS & {*each.starts}]
    promised = {each.name for each in rules if each.promise}
    replaced = [each for each in promises if _is_sooner(rules, each, heard)]
    for clock in _live(clocks):
        if clock in replaced or not (clock.said.applies_to(heard.level) or clock in promises):
            stop(session, clock, heard.moved)
    if not replaced:
        rules = [each for each in rules if each.name not in promised]
    _start(session, clocks, rules, heard)


def _is_sooner(rules: Iterable[ClockRule], clock: StageClock, heard: _Heard) -> bool:
    """Whether the new level promises an answer before the one that this clock runs for. One that
    is held up has no end; what the new level does not wait for holds it up no more."""
    new = next((each for each in rules if each.promise and each.name != clock.rule), None)
    if new is None or clock.state is ClockState.BREACHED:
        return False
    if clock.pause_reason is not None:
        return clock.pause_reason not in new.pauses
    now = heard.moved.now
    _, due = allowance_of(new, start=now).ends(now, heard.timing.calendar)
    return due < clock.due_at


def _live(clocks: Iterable[StageClock]) -> list[StageClock]:
    return [each for each in clocks if _is_live(each)]


def _is_live(clock: StageClock) -> bool:
    return clock.state is not ClockState.STOPPED


def _last_level(clocks: Sequence[StageClock]) -> Level | None:
    return next((each.level for each in reversed(clocks) if each.level is not None), None)
