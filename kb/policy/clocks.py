"""Which clocks run for a case, what starts and stops them, and who is told when time runs out."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from kb.policy.service import MINUTES_A_DAY
from kb.policy.signals import Matter, Signal
from kb.policy.strict import StrictPolicy
from kb.terms import LabelledEnum, Level


class ClockCalendar(LabelledEnum):
    SERVICE = "service", "按服务时间"
    ALWAYS = "always", "昼夜连续"


class Turn(LabelledEnum):
    """Who has to act before the clock runs out."""

    OWNER = "owner", "负责人"
    DEPARTMENT = "department", "责任部门"
    SUPERVISOR = "supervisor", "客服主管"
    MANAGER = "manager", "经理"


class PauseReason(LabelledEnum):
    """What may hold a clock up: each waits for somebody outside the club."""

    MEMBER = "member", "等会员补充"
    SUPPLIER = "supplier", "等外部单位"
    AGREED = "agreed", "与会员约定了时间"


Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]
Label = Annotated[str, Field(min_length=1, max_length=40)]
Minutes = Annotated[int, Field(ge=1, le=90 * MINUTES_A_DAY, strict=True)]
Days = Annotated[int, Field(ge=1, le=366, strict=True)]
Share = Annotated[float, Field(ge=0, lt=1)]


class ClockRule(StrictPolicy):
    """One allowance: `minutes`, `workdays` or `days`, or with `named_end` a moment that comes
    with the signal. `stage` is what rules of several levels share, such as plan."""

    name: Name
    label: Label
    stage: Name
    matter: Matter
    levels: tuple[Level, ...] = ()
    starts: Annotated[tuple[Signal, ...], Field(min_length=1)]
    stops: Annotated[tuple[Signal, ...], Field(min_length=1)]
    restarts: tuple[Signal, ...] = ()
    """what ends one round and begins the next"""
    minutes: Minutes | None = None
    workdays: Days | None = None
    days: Days | None = None
    named_end: bool = False
    calendar: ClockCalendar = ClockCalendar.SERVICE
    """for `minutes`; days are calendar days and workdays those of the service calendar"""
    warn_at: Share = 0.8
    """the share of the allowance after which somebody is reminded; 0: at once"""
    turn: Turn = Turn.OWNER
    climbs_to: Turn | None = Turn.SUPERVISOR
    pauses: tuple[PauseReason, ...] = ()
    promise: bool = False
    """the one a member is told"""
    repeats: bool = False
    """begins anew when it has run out"""

    def applies_to(self, level: Level | None) -> bool:
        return not self.levels or level in self.levels

    @model_validator(mode="after")
    def _one_allowance(self) -> Self:
        given = [each for each in (self.minutes, self.workdays, self.days) if each is not None]
        if len(given) + self.named_end != 1:
            raise ValueError("minutes、workdays、days、named_end 须写一个，且只写一个")
        return self

    @model_validator(mode="after")
    def _what_fits_minutes_only(self) -> Self:
        if self.minutes is None and self.pauses:
            raise ValueError("只有按 minutes 计的时钟可以写 pauses")
        if self.minutes is None and self.promise:
            raise ValueError("对会员的承诺（promise）须按 minutes 计")
        if self.named_end and self.repeats:
            raise ValueError("named_end 的时钟没有期限可以重复，不能写 repeats")
        return self

    @model_validator(mode="after")
    def _no_signal_twice(self) -> Self:
        both = {*self.stops} & {*self.starts, *self.restarts}
        if both:
            raise ValueError(f"{'、'.join(sorted(both))} 不能既停止又开始同一个时钟")
        return self


def _promise(level: Level, minutes: int, calendar: ClockCalendar) -> ClockRule:
    return ClockRule(
        name=f"answer-{level.value}",
        label="答复会员",
        stage="answer",
        matter=Matter.TICKET,
        levels=(level,),
        starts=(Signal.OPENED, Signal.REOPENED),
        stops=(Signal.REPLIED, Signal.SOLVED, Signal.CLOSED, Signal.MERGED),
        minutes=minutes,
        calendar=calendar,
        promise=True,
    )


USUAL = (
    _promise(Level.ONE, 10, ClockCalendar.SERVICE),
    _promise(Level.TWO, 15, ClockCalendar.SERVICE),
    _promise(Level.THREE, 1, ClockCalendar.ALWAYS),
)


class ClocksPolicy(StrictPolicy):
    """Without a file there is a promise to members, and nothing else is timed."""

    rules: tuple[ClockRule, ...] = USUAL

    def promise(self, level: Level) -> ClockRule:
        return next(each for each in self.rules if each.promise and each.applies_to(level))

    def rule(self, name: str) -> ClockRule | None:
        return next((each for each in self.rules if each.name == name), None)

    def of(self, matter: Matter) -> Iterator[ClockRule]:
        return (each for each in self.rules if each.matter is matter)

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        twice = [name for name, n in Counter(each.name for each in self.rules).items() if n > 1]
        if twice:
            raise ValueError(f"name 重复：{'、'.join(twice)}")
        return self

    @model_validator(mode="after")
    def _one_promise_a_level(self) -> Self:
        for level in Level:
            found = [
                each.name
                for each in self.of(Matter.TICKET)
                if each.promise and each.applies_to(level)
            ]
            if len(found) != 1:
                raise ValueError(
                    f"{level.label}须有且只有一个 promise = true，现有 {len(found)} 个"
                )
        return self
