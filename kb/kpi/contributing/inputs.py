"""What contributions are scored from: plain values, in any order."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kb.contributions import ContributionKind, Grade, Uncredited
from kb.policy import ContributionPolicy


@dataclass(frozen=True, slots=True)
class Act:
    """One contribution. `number`: of its publication or re-check. `since`: when its text came into
    force. `begins`: it is the entry's first text. `wordings`: how many variants it added that were
    not there before, nearly equal ones counted once. `asked`: in how many conversations that no
    colleague opened the gap was asked which it closes. `due`: for a re-check, the day on which the
    text had to be looked at again."""

    id: int
    kind: ContributionKind
    entry: str
    number: int
    at: datetime
    since: datetime
    contributor: int
    reviewer: int | None
    grade: Grade
    uncredited: Uncredited | None = None
    because: str | None = None
    begins: bool = False
    wordings: int = 0
    asked: int = 0
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One publication. `answer` and `rest` tell a wording from others: equal ones say the same.
    None where the entry was withdrawn; `expected`: its validity was over by then."""

    number: int
    entry: str
    at: datetime
    answer: str | None
    rest: str | None = None
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Reversed:
    act: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`by_colleague`: one of us opened the conversation; `joined`: those of us who wrote in it."""

    outcome: int
    conversation: int
    entries: tuple[str, ...]
    at: datetime
    by_colleague: bool = False
    joined: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reuse:
    """A ticket closed with the entry, by whom."""

    ticket: int
    entry: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Upheld:
    """Members said that an answer was wrong (or `outdated`), and it was: found `at`."""

    task: int
    entry: str
    outdated: bool
    reported_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Earned:
    """What counted of an act in a month that is closed, as it was told then."""

    month: str
    act: int
    person: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class ContributionInputs:
    """`confirmed`: answers of which the member said that they helped, at the moment of saying so;
    `answered`: those given with entries that closed a gap. `policies`: from when each held, for
    what earlier months earned. `closed`: months that are not looked at any more; `earned`: what
    counted in them of acts that end now."""

    acts: tuple[Act, ...] = ()
    texts: tuple[Text, ...] = ()
    reversals: tuple[Reversed, ...] = ()
    confirmed: tuple[Answer, ...] = ()
    answered: tuple[Answer, ...] = ()
    reused: tuple[Reuse, ...] = ()
    upheld: tuple[Upheld, ...] = ()
    policies: tuple[tuple[datetime, ContributionPolicy], ...] = ()
    closed: tuple[str, ...] = ()
    earned: tuple[Earned, ...] = ()
