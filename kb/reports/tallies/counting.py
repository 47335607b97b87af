"""From what a conversation's history tells to what is counted of it. Pure, and the same in
whatever order the rows come, so what later rows change is a difference of two countings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from kb.clock import to_local
from kb.conversations import VerdictReason
from kb.deadlines.stage_clock import ClockEventKind
from kb.reports.tallies.cell import UNSAID, Amounts, Cell, Ending, Measured
from kb.terms import DecisionKind, Reason
from kb.tickets.rating import Satisfaction

QUIET = timedelta(hours=24)
"""so long nothing may follow an answer that is taken to have solved the question"""
WRONG = frozenset({VerdictReason.WRONG, VerdictReason.OUTDATED, VerdictReason.NOT_ASKED})


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the history."""

    id: int
    at: datetime
    verb: str
    subject_type: str
    subject_id: int
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, its messages and its tickets; `told` in any order."""

    channel: str
    told: Sequence[Told]

    def upto(self, row: int) -> "Talk":
        return replace(self, told=[each for each in self.told if each.id <= row])

    def count(self) -> Amounts:
        rows = sorted(self.told, key=lambda each: (each.at, each.id))
        cells = (
            *_conversations(rows, self.channel),
            *_questions(rows, self.channel),
            *(cell for ticket in _tickets(rows) for cell in ticket.cells(self.channel)),
        )
        return Counter(cells)


@dataclass(frozen=True, slots=True)
class Turned:
    """`due_at`: until when its round ran. `acted`: somebody did what it asked."""

    id: int
    at: datetime
    kind: ClockEventKind
    round: int
    due_at: datetime
    acted: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A clock, its events in any order; `rule` with its matter. `named_end`: a new round is a new
    time that somebody named, which keeps nothing yet."""

    rule: str
    level: int
    named_end: bool
    turned: Sequence[Turned]

    def upto(self, row: int) -> "Run":
        return replace(self, turned=[each for each in self.turned if each.id <= row])

    def count(self) -> Amounts:
        """Each round once: missed on the day its time ran out, whenever that was noticed, or kept
        on the day it ended. One that ended without anybody's doing is neither."""
        late: dict[int, Turned] = {}
        ended: dict[int, Turned] = {}
        for each in self.turned:
            match each.kind:
                case ClockEventKind.BREACHED:
                    late[each.round] = each
                case ClockEventKind.STOPPED if each.acted:
                    ended[each.round] = each
                case ClockEventKind.STARTED if each.round > 1 and each.acted and not self.named_end:
                    ended[each.round - 1] = each
        met = [each.at for number, each in ended.items() if number not in late]
        missed = [each.due_at for each in late.values()]
        return Counter(
            Cell(_day(at), measure, self.rule, level=self.level)
            for measure, some in ((Measured.CLOCKS_MET, met), (Measured.CLOCKS_BREACHED, missed))
            for at in some
        )


def _conversations(rows: Sequence[Told], channel: str) -> Iterator[Cell]:
    for each in rows:
        if (each.subject_type, each.verb) == ("conversation", "opened"):
            yield Cell(_day(each.at), Measured.CONVERSATIONS, "", channel=channel)


def _questions(rows: Sequence[Told], channel: str) -> Iterator[Cell]:
    decided = [each for each in rows if each.subject_type == "message" and each.verb == "decided"]
    asked = [each for each in decided if each.details["decision"] != DecisionKind.SMALLTALK]
    verdicts = {each.subject_id: each.details for each in rows if each.verb == "judged"}
    opened = [each for each in rows if (each.subject_type, each.verb) == ("ticket", "opened")]
    for each in asked:
        yield from _question(each, channel)
        if each.details["decision"] == DecisionKind.ANSWER:
            follows = _is_followed(each, asked, opened)
            yield from _answer(each, channel, verdicts.get(each.subject_id), follows=follows)


def _question(asked: Told, channel: str) -> Iterator[Cell]:
    day, told = _day(asked.at), asked.details
    place = (told["category"], channel, told["level"])
    yield Cell(day, Measured.QUESTIONS, told["decision"], *place)
    yield Cell(day, Measured.HOURS, f"{to_local(asked.at):%H}", channel=channel)
    if told["decision"] == DecisionKind.HANDOFF:
        yield Cell(day, Measured.HANDOVERS, told["reason"], *place)


def _answer(
    given: Told, channel: str, verdict: Mapping[str, Any] | None, *, follows: bool
) -> Iterator[Cell]:
    """On the day it was given, whenever somebody says something of it."""
    day, told = _day(given.at), given.details
    place = (told["category"], channel, told["level"])
    entries = dict.fromkeys(told["entries"])
    for entry_id in entries:
        yield Cell(day, Measured.ENTRIES, entry_id, *place)
    yield Cell(day, Measured.ANSWERS, _ending(verdict, follows=follows), *place)
    if verdict is None or verdict["helpful"]:
        return
    reason = verdict["reason"]
    yield Cell(day, Measured.VERDICT_REASONS, reason or UNSAID, *place)
    if reason in WRONG:
        for entry_id in entries:
            yield Cell(day, Measured.ENTRIES_WRONG, entry_id, *place)


def _ending(verdict: Mapping[str, Any] | None, *, follows: bool) -> Ending:
    if verdict is not None:
        return Ending.CONFIRMED if verdict["helpful"] else Ending.DENIED
    return Ending.WENT_ON if follows else Ending.SILENT


def _is_followed(given: Told, asked: Sequence[Told], opened: Sequence[Told]) -> bool:
    """Another question or a ticket in the same conversation, within `QUIET`."""
    until = given.at + QUIET
    return any(
        (given.at, given.id) < (each.at, each.id) and each.at <= until for each in (*asked, *opened)
    )


@dataclass(slots=True)
class _Ticket:
    """As far as its rows were followed; level and category as they are said last."""

    opened_at: datetime
    reason: Reason
    level: int
    category: str
    closed_at: datetime | None = None
    rated_at: datetime | None = None
    since_closed: bool = False
    rating: Mapping[str, Any] = field(default_factory=dict)

    def hear(self, told: Told) -> None:
        match told.verb:
            case "closed":
                self.closed_at, self.since_closed = told.at, False
            case "reopened":
                self.closed_at = None
            case "level_changed":
                self.level = told.details["after"]
            case "triage_corrected":
                self.level, self.category = told.details["level"], told.details["category"]
            case "rated":
                if not self.since_closed:
                    self.rated_at = told.at
                self.rating, self.since_closed = told.details, True

    def cells(self, channel: str) -> Iterator[Cell]:
        place = (self.category, channel, self.level)
        yield Cell(_day(self.opened_at), Measured.OPENED, self.reason, *place)
        if self.closed_at is not None:
            said = self.rating["satisfaction"] if self.since_closed else UNSAID
            yield Cell(_day(self.closed_at), Measured.CLOSED, said, *place)
        if self.rated_at is not None:
            day, said = _day(self.rated_at), self.rating["satisfaction"]
            yield Cell(day, Measured.RATINGS, said, *place)
            if said == Satisfaction.DISSATISFIED:
                why = self.rating["reason"] or UNSAID
                yield Cell(day, Measured.RATING_REASONS, why, *place)


def _tickets(rows: Sequence[Told]) -> Iterable[_Ticket]:
    found: dict[int, _Ticket] = {}
    for each in rows:
        if each.subject_type != "ticket":
            continue
        told = each.details
        if each.verb == "opened":
            found[each.subject_id] = _Ticket(
                each.at, told["reason"], told["level"], told["category"]
            )
        elif each.subject_id in found:
            found[each.subject_id].hear(each)
    return found.values()


def _day(moment: datetime) -> date:
    return to_local(moment).date()
