"""A simulated past of any size, written straight into the tables of a SQLite database: what a club
would have after so many conversations. For timings and tests; no verb could write it as fast."""

import json
import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from kb.conversations import VerdictReason
from kb.policy import ClockRule
from kb.terms import Category, Channel, DecisionKind, Level, Reason
from kb.tickets.opening import FIRST_NUMBER
from kb.tickets.rating import RatingReason, Satisfaction

BY_HOUR = (1, 0, 0, 0, 0, 0, 1, 2, 4, 8, 10, 8, 7, 9, 9, 8, 8, 9, 12, 14, 12, 8, 4, 2)
"""how many ask at each hour in Shanghai"""
DECISIONS = {"answer": 70, "clarify": 8, "handoff": 15, "smalltalk": 7}
CHANNELS = {Channel.ONLINE: 70, Channel.PHONE: 20, Channel.ON_SITE: 8, Channel.EMAIL: 2}
LEVELS = {Level.ONE: 84, Level.TWO: 14, Level.THREE: 2}
QUESTIONS = (
    "羽毛球怎么收费？",
    "游泳馆几点开门？",
    "年卡可以转让吗？",
    "停车收费吗？",
    "怎么报名？",
)
RULE = ClockRule.model_validate(
    {
        "name": "answer-1", "label": "答复会员", "stage": "answer", "matter": "ticket",
        "starts": ["opened"], "stops": ["closed"], "minutes": 720, "calendar": "always",
    }
)  # fmt: skip
TERMS = RULE.model_dump_json()
AT_ONCE = 20_000
IN_SHANGHAI, A_DAY = timedelta(hours=8), timedelta(days=1)

Row = dict[str, Any]


@dataclass
class Past:
    """`shuffled`: history ids in no order, as writers that commit late leave them."""

    connection: sqlite3.Connection
    entries: Sequence[str]
    owner: int
    begin: datetime
    days: int
    chance: random.Random
    shuffled: bool = False
    _ids: defaultdict[str, Iterator[int]] = field(default_factory=lambda: defaultdict(count))
    _rows: defaultdict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def write(self, conversations: int) -> None:
        self._ids = defaultdict(count, {each: count(last) for each, last in self._next_ids()})
        ordered = sorted(self._moment() for _ in range(conversations))
        for number, opened in enumerate(ordered, 1):
            self._conversation(opened)
            if number % AT_ONCE == 0:
                self._flush()
        self._flush()

    def _next_ids(self) -> Iterator[tuple[str, int]]:
        keys = dict.fromkeys(
            ("conversations", "messages", "outcomes", "history", "stage_clocks", "clock_events"),
            "id",
        )
        for table, key in (*keys.items(), ("tickets", "number")):
            last = self.connection.execute(f"SELECT max({key}) FROM {table}").fetchone()[0]  # noqa: S608
            yield table, max(last or 0, FIRST_NUMBER - 1 if table == "tickets" else 0) + 1

    def _moment(self) -> datetime:
        day = self.begin.astimezone(UTC) + IN_SHANGHAI + self.chance.randrange(self.days) * A_DAY
        hour = self.chance.choices(range(24), BY_HOUR)[0]
        local = day.replace(hour=hour, minute=0, second=0, microsecond=0)
        return local - IN_SHANGHAI + timedelta(seconds=self.chance.randrange(3600))

    def _conversation(self, opened: datetime) -> None:
        key = next(self._ids["conversations"])
        channel = self._of(CHANNELS)
        self._put("conversations", id=key, token_hash=f"{key:064}", channel=channel,
                  opened_at=_written(opened))  # fmt: skip
        self._tell(opened, "opened", "conversation", key, channel=channel)
        position, at = 1, opened
        for _ in range(self.chance.choices((1, 2, 3), (75, 20, 5))[0]):
            self._question(key, position, at)
            position += 2
            at += timedelta(minutes=self.chance.randrange(1, 2000))

    def _question(self, conversation: int, position: int, at: datetime) -> None:
        asked, reply = next(self._ids["messages"]), next(self._ids["messages"])
        outcome = next(self._ids["outcomes"])
        for key, place, author in ((asked, position, "member"), (reply, position + 1, "assistant")):
            text = self.chance.choice(QUESTIONS)
            self._put("messages", id=key, conversation_id=conversation, position=place,
                      author=author, text=text, at=_written(at))  # fmt: skip
        decision, category = self._of(DECISIONS), self.chance.choice(list(Category))
        handed = decision == DecisionKind.HANDOFF
        level = self._of(LEVELS) if handed else Level.ONE
        reason = self.chance.choice(list(Reason)) if handed else None
        entries = [self._entry()] if decision == DecisionKind.ANSWER else []
        self._put("outcomes", id=outcome, message_id=asked, reply_id=reply, at=_written(at),
                  decision=decision, reason=reason, level=level, category=category,
                  entry_ids=_json(entries), candidates="[]", explanation="", knowledge_number=1,
                  policy_version=1, took_ms=1.0)  # fmt: skip
        self._tell(at, "decided", "message", asked, decision=decision, reason=reason,
                   level=level, category=category, entries=entries)  # fmt: skip
        if entries and self.chance.random() < 0.2:
            self._verdict(outcome, asked, at)
        if handed and reason:
            self._ticket(conversation, asked, at, (category, level, reason))

    def _verdict(self, outcome: int, asked: int, at: datetime) -> None:
        said, before = None, None
        for _ in range(self.chance.choices((1, 2), (9, 1))[0]):
            at += timedelta(minutes=self.chance.randrange(1, 3000))
            helpful = self.chance.random() < 0.85
            reason = None if helpful else self.chance.choice([None, *VerdictReason])
            said = {"helpful": helpful, "reason": reason}
            self._tell(at, "judged", "message", asked, **said, before=before)
            before = said
        self._put("verdicts", outcome_id=outcome, at=_written(at), **(said or {}))

    def _ticket(
        self, conversation: int, asked: int, at: datetime, kind: tuple[Category, Level, Reason]
    ) -> None:
        (category, level, reason), number = kind, next(self._ids["tickets"])
        due = at + timedelta(minutes=10)
        closed = at + timedelta(minutes=self.chance.randrange(5, 4000))
        is_closed = closed < self.begin + self.days * A_DAY
        self._put("tickets", number=number, conversation_id=conversation, message_id=asked,
                  question="没有答上的问题", category=category, level=level, reason=reason,
                  state="closed" if is_closed else "open", opened_at=_written(at),
                  due_at=_written(due), owner_id=self.owner if is_closed else None,
                  candidates="[]", version=1)  # fmt: skip
        self._tell(at, "opened", "ticket", number, level=level, category=category, reason=reason)
        self._clock(number, level, at, closed if is_closed else None)
        if not is_closed:
            return
        self._tell(closed, "replied", "ticket", number)
        self._tell(closed, "closed", "ticket", number, why="已答复")
        self._put("closures", ticket_number=number, by_id=self.owner, at=_written(closed),
                  why="已答复")  # fmt: skip
        if self.chance.random() < 0.3:
            self._rating(number, closed + timedelta(hours=1))

    def _rating(self, number: int, at: datetime) -> None:
        said = self.chance.choices(list(Satisfaction), (80, 12, 8))[0]
        reason = self.chance.choice(list(RatingReason)) if said == "dissatisfied" else None
        self._tell(at, "rated", "ticket", number, satisfaction=said, reason=reason, before=None)
        self._put("ratings", ticket_number=number, satisfaction=said, reason=reason,
                  at=_written(at))  # fmt: skip

    def _clock(self, number: int, level: Level, at: datetime, ended: datetime | None) -> None:
        key, due = next(self._ids["stage_clocks"]), at + timedelta(hours=12)
        breached = due if ended is None or ended > due else None
        state = "stopped" if ended else "breached"
        self._put("stage_clocks", id=key, matter="ticket", number=number, rule=RULE.name,
                  stage=RULE.stage, terms=TERMS, policy_version=1, level=level, round=1,
                  started_at=_written(at), measure="always", seconds=43200,
                  counted_from=_written(at), warn_before=600, due_at=_written(due),
                  warn_at=_written(due), state=state,
                  breached_at=breached and _written(breached),
                  stopped_at=ended and _written(ended))  # fmt: skip
        for kind, moment in (("started", at), ("breached", breached), ("stopped", ended)):
            if moment is not None:
                self._put("clock_events", id=next(self._ids["clock_events"]), clock_id=key,
                          kind=kind, round=1, at=_written(moment), due_at=_written(due),
                          cause="")  # fmt: skip

    def _tell(self, at: datetime, verb: str, about: str, number: int, **details: Any) -> None:
        self._put("history", at=_written(at), verb=verb, subject_type=about,
                  subject_id=str(number), details=_json(details))  # fmt: skip

    def _entry(self) -> str:
        # A few entries answer most questions.
        return self.entries[int(len(self.entries) * self.chance.random() ** 3)]

    def _of(self, weights: dict[Any, int]) -> Any:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _put(self, table: str, **row: Any) -> None:
        self._rows[table].append(row)

    def _flush(self) -> None:
        told = self._rows["history"]
        if self.shuffled:
            self.chance.shuffle(told)
        for row in told:
            row["id"] = next(self._ids["history"])
        for table, rows in self._rows.items():
            if rows:
                names = ", ".join(rows[0])
                marks = ", ".join(f":{each}" for each in rows[0])
                insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
                self.connection.executemany(insert, rows)
        self._rows.clear()
        self.connection.commit()


def _written(moment: datetime) -> str:
    """As `UTCDateTime` keeps it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
