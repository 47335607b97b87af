"""What a ticket's history says of those who worked on it: who held it when, who answered, whether
it came back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kb.kpi.figure import source
from kb.kpi.inputs import Counted, FirstTime, Rated, Timed
from kb.terms import Department, Level

VERBS = (
    *("opened", "taken", "assigned", "handed_on", "taken_over", "given_back", "replied"),
    *("updated", "noted", "consulted", "advised", "referred", "withdrawn", "solved", "returned"),
    *("level_changed", "triage_corrected", "merged", "closed", "reopened", "rated"),
)
"""of the history; others tell nothing about who did how well"""
TAKES = frozenset({"taken", "taken_over", "replied", "referred"})
GIVES = frozenset({"assigned", "handed_on"})
LEAVES_DEPARTMENT = frozenset({"withdrawn", "solved", "returned", "closed"})
ANSWERS = frozenset({"replied", "updated"})
ON_THE_SPOT = "on_the_spot"
UNHAPPY = "dissatisfied"
UNSOLVED = "unsolved"

Measured = Callable[[Level, datetime, datetime], int]
"""seconds between two moments, in the time that counts for a level"""


@dataclass(frozen=True, slots=True)
class Happening:
    """One row of a ticket's history, with what of its details is needed. `freed`: whose it was
    works here no more, and it came back to the queue."""

    id: int
    at: datetime
    by: int | None
    verb: str
    level: Level | None = None
    to: int | None = None
    department: Department | None = None
    consult: int | None = None
    blames: bool = False
    freed: bool = False
    satisfaction: str | None = None
    reason: str | None = None

    @property
    def source(self) -> str:
        return source("history", self.id)

    @property
    def is_rating(self) -> bool:
        """A member's; what one of us entered says nothing of us."""
        return self.verb == "rated" and self.by is None

    @property
    def is_bad_rating(self) -> bool:
        return self.is_rating and (self.satisfaction == UNHAPPY or self.reason == UNSOLVED)


@dataclass(frozen=True, slots=True)
class Stand:
    """How things stood right after something happened. `answered_by`: who answered last, or closed
    what nobody had answered."""

    holder: int | None
    department: Department | None
    level: Level
    answered_by: int | None


class Course:
    """One ticket from its beginning, whatever the order its rows come in. `on_the_spot`: written
    down by who answered it while the member was there. Nobody waited, and there is but the word of
    who wrote it: it is counted by itself, and as work like any other from its coming back on."""

    def __init__(
        self, ticket: int, happenings: Iterable[Happening], *, on_the_spot: bool = False
    ) -> None:
        self.ticket, self.on_the_spot = ticket, on_the_spot
        self.happenings = sorted(happenings, key=lambda each: (each.at, each.id))
        self.opened_at = self.happenings[0].at
        self._stands = list(_stands(self.happenings))

    def stand_at(self, moment: datetime) -> Stand:
        """After all that happened until then."""
        known = [stand for at, stand in self._dated() if at <= moment]
        return known[-1] if known else self._stands[0]

    def held_longest(self, begin: datetime, end: datetime, measured: Measured) -> int | None:
        """Of those who held it between, from the first of them on: to pass it on or to give it back
        at the last moment leaves nobody else with what one did not do."""
        last = self.stand_at(end)
        moments = sorted({begin, end, *(at for at, _ in self._dated() if begin < at < end)})
        spent: dict[int | None, int] = {}
        for since, until in pairwise(moments):
            holder = self.stand_at(since).holder
            if spent or holder is not None:
                spent[holder] = spent.get(holder, 0) + measured(last.level, since, until)
        return max(spent, key=lambda who: (spent[who], who == last.holder), default=last.holder)

    def department_before(self, moment: datetime) -> Department | None:
        """Whose it was when it ended, though it may be nobody's or another's from then on."""
        known = [stand for at, stand in self._dated() if at < moment]
        return known[-1].department if known else None

    def waited_at(self, moment: datetime) -> bool:
        """Whether somebody waited then, so that clocks mean something."""
        closed = (each.at for each in self.happenings if each.verb == "closed")
        return not self.on_the_spot or moment > next(closed, self.opened_at)

    def _dated(self) -> Iterator[tuple[datetime, Stand]]:
        return zip((each.at for each in self.happenings), self._stands, strict=True)

    def responses(self, measured: Measured) -> Iterator[Timed]:
        """The first one, if any."""
        for each, before in self._with_stand_before():
            if each.verb in ANSWERS and each.by is not None:
                if not self.on_the_spot:
                    yield self._timed(each, each.by, before.level, measured)
                return

    def closings(self, measured: Measured) -> Iterator[Timed]:
        for each, before in self._with_stand_before():
            person = before.holder or each.by
            if each.verb == "closed" and person is not None and self.waited_at(each.at):
                yield self._timed(each, person, before.level, measured)

    def ratings(self) -> Iterator[Rated]:
        """One each time the ticket was closed: the last word, at the moment of the first."""
        given: list[tuple[Happening, Stand]] = []
        for each, before in self._with_stand_before():
            if each.verb == "closed":
                yield from _last_word(given)
                given = []
            elif each.is_rating:
                given.append((each, before))
        yield from _last_word(given)

    def first_time(self, settled_after: timedelta) -> FirstTime | None:
        """None before it ever was answered or closed for good, and of what was answered on the
        spot: that it was right is nobody's word but one's own."""
        if self.on_the_spot:
            return None
        closed: Happening | None = None
        by: int | None = None
        for each, before in self._with_stand_before():
            if closed is not None and each.at >= closed.at + settled_after:
                break
            came_back = each.verb == "reopened" or (closed is not None and each.is_bad_rating)
            if came_back and before.answered_by is not None:
                return FirstTime(before.answered_by, each.at, right=False, source=each.source)
            if each.verb == "closed" and closed is None:
                closed, by = each, before.answered_by or each.by
        if closed is None or by is None:
            return None
        return FirstTime(by, closed.at + settled_after, right=True, source=closed.source)

    def counted(self, advice_within: timedelta) -> Iterator[Counted]:
        asked: dict[int | None, datetime] = {}
        for each, before in self._with_stand_before():
            match each.verb:
                case "closed" if each.by is not None and not self.waited_at(each.at):
                    yield Counted(each.by, ON_THE_SPOT, each.at, each.source)
                case "reopened" if before.answered_by is not None:
                    yield Counted(before.answered_by, "reopening", each.at, each.source)
                case "level_changed" if each.blames and before.holder is not None:
                    yield Counted(before.holder, "escalation", each.at, each.source)
                case "noted" if each.by and before.holder not in (None, each.by):
                    yield Counted(each.by, "note", each.at, each.source)
                case "consulted":
                    asked[each.consult] = each.at
                case "advised" if each.by and each.consult in asked:
                    # A second word on the same question adds nothing.
                    in_time = each.at <= asked.pop(each.consult) + advice_within
                    kind = "advice_in_time" if in_time else "advice"
                    yield Counted(each.by, kind, each.at, each.source)

    def _timed(self, each: Happening, person: int, level: Level, measured: Measured) -> Timed:
        seconds = measured(level, self.opened_at, each.at)
        return Timed(person, self.ticket, level, each.at, seconds, each.source)

    def _with_stand_before(self) -> Iterator[tuple[Happening, Stand]]:
        """Each with how things stood before it; the first with how they stood after."""
        before = [self._stands[0], *self._stands]
        return zip(self.happenings, before, strict=False)


def _stands(happenings: Iterable[Happening]) -> Iterator[Stand]:
    stand = Stand(None, None, Level.ONE, None)
    for each in happenings:
        stand = _after(stand, each)
        yield stand


def _after(before: Stand, each: Happening) -> Stand:
    holder, department, answered_by = before.holder, before.department, before.answered_by
    if each.verb in TAKES:
        holder = each.by
    elif each.verb in GIVES:
        holder = each.to
    elif each.verb == "given_back" or each.freed:
        holder = None
    if each.verb == "referred":
        department = each.department
    elif each.verb in LEAVES_DEPARTMENT:
        department = None
    if each.verb in ANSWERS or (each.verb == "closed" and answered_by is None):
        answered_by = each.by
    return Stand(holder, department, each.level or before.level, answered_by)


def _last_word(given: list[tuple[Happening, Stand]]) -> Iterator[Rated]:
    if given:
        (first, before), (last, _) = given[0], given[-1]
        yield Rated(before.answered_by, first.at, str(last.satisfaction), last.reason, last.source)
