"""The two append-only tables that are counted, in groups whose rows bear on each other: what
belongs to one conversation, and the events of one clock."""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import ClassVar, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.conversations import Author, Conversation, Message
from kb.deadlines.stage_clock import ClockEvent, StageClock
from kb.history import Event
from kb.reports.rounds import NO_ACT
from kb.reports.tallies.cell import Amounts
from kb.reports.tallies.counting import Run, Talk, Told, Turned
from kb.tickets import Ticket

VERBS = {
    "conversation": ("opened",),
    "message": ("decided", "judged"),
    "ticket": ("opened", "closed", "reopened", "rated", "level_changed", "triage_corrected"),
}
NAMED_END = "expected"
"""the rule whose rounds end when somebody said they would"""
AT_ONCE = 2000


class Group(Protocol):
    def upto(self, row: int) -> "Group": ...

    def count(self) -> Amounts: ...


class Stream(ABC):
    """`name`: of its mark."""

    name: ClassVar[str]

    def change(self, session: Session, after: int, upto: int) -> Amounts:
        """What the rows after the one and up to the other add to what was counted before them."""
        added: Amounts = Counter()
        for some in _parts(self.touched(session, after, upto)):
            for group in self.load(session, some, upto):
                added.update(group.count())
                added.subtract(group.upto(after).count())
        return Counter({cell: amount for cell, amount in added.items() if amount})

    def count(self, session: Session, upto: int) -> Amounts:
        """Of all rows up to this one."""
        counted: Amounts = Counter()
        for some in self.groups(session):
            for group in self.load(session, some, upto):
                counted.update(group.count())
        return counted

    @abstractmethod
    def newest(self, session: Session) -> int:
        """The id of the newest row, 0 without any."""

    @abstractmethod
    def groups(self, session: Session) -> Iterator[Sequence[int]]:
        """All there are, some at a time."""

    @abstractmethod
    def touched(self, session: Session, after: int, upto: int) -> Collection[int]:
        """Groups that have rows after the one and up to the other."""

    @abstractmethod
    def load(self, session: Session, groups: Collection[int], upto: int) -> Iterable[Group]:
        """These groups with their rows up to this one."""


class HistoryStream(Stream):
    name = "history"

    def newest(self, session: Session) -> int:
        return session.scalar(select(func.max(Event.id))) or 0

    def groups(self, session: Session) -> Iterator[Sequence[int]]:
        return _in_ranges(session, Conversation.id)

    def touched(self, session: Session, after: int, upto: int) -> Collection[int]:
        between = select(Event.subject_type, Event.verb, Event.subject_id).where(
            Event.id > after, Event.id <= upto, Event.subject_type.in_(VERBS)
        )
        subjects: dict[str, set[int]] = defaultdict(set)
        for kind, verb, subject in session.execute(between):
            if verb in VERBS[kind]:
                subjects[kind].add(int(subject))
        found = subjects["conversation"]
        for column, key, some in (
            (Message.conversation_id, Message.id, subjects["message"]),
            (Ticket.conversation_id, Ticket.number, subjects["ticket"]),
        ):
            for each in _parts(some):
                found |= set(session.scalars(select(column).where(key.in_(each))))
        return found

    def load(self, session: Session, groups: Collection[int], upto: int) -> Iterable[Talk]:
        return _talks(session, groups, upto)


class ClockStream(Stream):
    name = "clocks"

    def newest(self, session: Session) -> int:
        return session.scalar(select(func.max(ClockEvent.id))) or 0

    def groups(self, session: Session) -> Iterator[Sequence[int]]:
        return _in_ranges(session, StageClock.id)

    def touched(self, session: Session, after: int, upto: int) -> Collection[int]:
        between = (ClockEvent.id > after, ClockEvent.id <= upto)
        return set(session.scalars(select(ClockEvent.clock_id).where(*between)))

    def load(self, session: Session, groups: Collection[int], upto: int) -> Iterable[Run]:
        events = select(ClockEvent).where(ClockEvent.clock_id.in_(groups), ClockEvent.id <= upto)
        turned: dict[int, list[Turned]] = defaultdict(list)
        for each in session.scalars(events):
            acted = not each.cause.startswith(NO_ACT)
            event = Turned(each.id, each.at, each.kind, each.round, each.due_at, acted)
            turned[each.clock_id].append(event)
        clocks = select(StageClock.id, StageClock.matter, StageClock.rule, StageClock.level)
        for clock, matter, rule, level in session.execute(clocks.where(StageClock.id.in_(groups))):
            named_end = rule == NAMED_END
            yield Run(f"{matter}/{rule}", int(level or 0), named_end, turned[clock])


STREAMS: tuple[Stream, ...] = (HistoryStream(), ClockStream())


def _talks(session: Session, groups: Collection[int], upto: int) -> Iterator[Talk]:
    channels = select(Conversation.id, Conversation.channel).where(Conversation.id.in_(groups))
    asked = select(Message.id, Message.conversation_id).where(
        Message.conversation_id.in_(groups), Message.author == Author.MEMBER
    )
    tickets = select(Ticket.number, Ticket.conversation_id).where(
        Ticket.conversation_id.in_(groups)
    )
    belongs = {
        "conversation": {each: each for each in groups},
        "message": dict(session.execute(asked).all()),
        "ticket": dict(session.execute(tickets).all()),
    }
    told: dict[int, list[Told]] = defaultdict(list)
    for kind, owners in belongs.items():
        for some in _parts(owners):
            for each in _told(session, kind, some, upto):
                told[owners[each.subject_id]].append(each)
    for key, channel in session.execute(channels):
        yield Talk(channel, told[key])


def _told(session: Session, kind: str, subjects: Collection[int], upto: int) -> Iterator[Told]:
    found = select(Event.id, Event.at, Event.verb, Event.subject_id, Event.details).where(
        Event.subject_type == kind,
        Event.subject_id.in_([str(each) for each in subjects]),
        Event.verb.in_(VERBS[kind]),
        Event.id <= upto,
    )
    for key, at, verb, subject, details in session.execute(found):
        yield Told(key, at, verb, kind, int(subject), details)


def _in_ranges(session: Session, column: InstrumentedAttribute[int]) -> Iterator[Sequence[int]]:
    last = 0
    while True:
        found = select(column).where(column > last).order_by(column).limit(AT_ONCE)
        some = session.scalars(found).all()
        if not some:
            return
        yield some
        last = some[-1]


def _parts(some: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(some)
    for begin in range(0, len(ordered), AT_ONCE):
        yield ordered[begin : begin + AT_ONCE]
