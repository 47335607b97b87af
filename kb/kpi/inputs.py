"""What a month's figures are made from: plain values, each with the row it was read from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kb.kpi.figure import in_order
from kb.terms import Department, Level


@dataclass(frozen=True, slots=True)
class Timed:
    """A first response or a closing. `seconds` since the member asked, in the time that counts
    for this level."""

    person: int
    ticket: int
    level: Level
    at: datetime
    seconds: int
    source: str


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a clock that was somebody's turn: met, or missed at the moment it ran out.
    `person`: None where nobody held the ticket; `department`: whose turn it was instead."""

    person: int | None
    department: Department | None
    stage: str
    at: datetime
    met: bool
    source: str


@dataclass(frozen=True, slots=True)
class Rated:
    """`satisfaction`, `reason`: values of the rating's enums."""

    person: int | None
    at: datetime
    satisfaction: str
    reason: str | None
    source: str


@dataclass(frozen=True, slots=True)
class FirstTime:
    """A ticket of which it became certain whether it was right the first time."""

    person: int
    at: datetime
    right: bool
    source: str


@dataclass(frozen=True, slots=True)
class Counted:
    """`kind`: on_the_spot, reopening, escalation, advice, advice_in_time, handover or note."""

    person: int
    kind: str
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral that was with its department at some time of the month. `solved`: in the month."""

    department: Department
    at: datetime
    solved: bool
    source: str


@dataclass(frozen=True, slots=True)
class Cooperated:
    department: Department
    at: datetime
    mark: int
    source: str


@dataclass(frozen=True, slots=True)
class Viewed:
    """`view`: supervisor or own."""

    person: int
    view: str
    aspect: str
    mark: int
    source: str


@dataclass(frozen=True, slots=True)
class ServiceInputs:
    """Of one month, in any order."""

    responses: tuple[Timed, ...] = ()
    closings: tuple[Timed, ...] = ()
    rounds: tuple[Round, ...] = ()
    ratings: tuple[Rated, ...] = ()
    first_times: tuple[FirstTime, ...] = ()
    counted: tuple[Counted, ...] = ()
    referrals: tuple[Referred, ...] = ()
    cooperation: tuple[Cooperated, ...] = ()
    views: tuple[Viewed, ...] = ()


class Sourced(Protocol):
    @property
    def source(self) -> str: ...


def sources(inputs: Iterable[Sourced]) -> tuple[str, ...]:
    return in_order(each.source for each in inputs)
