"""A simulated base that colleagues worked on for long, written straight into the tables of a
SQLite database. For timings; no verb could write it as fast."""

import json
import random
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kb.contributions import ContributionKind, Grade

WORDS = "羽毛球网球游泳瑜伽篮球乒乓健身停车会员年卡次卡团课私教场地更衣储物淋浴开放预约退款发票"
ASKS = ("怎么收费", "几点开门", "要不要预约", "可以退吗", "能带人吗", "在哪里办", "有优惠吗")
LATER_KINDS = (
    *(ContributionKind.BETTER_ANSWER, ContributionKind.VARIANTS, ContributionKind.CORRECTION),
    ContributionKind.GAP_CLOSED,
)
WITHDRAWN, RULED, CLOSED_WITH = 0.01, 0.3, 0.5


@dataclass
class Contributed:
    """`numbers`: from which publication, contribution and ruling on."""

    connection: sqlite3.Connection
    people: Sequence[int]
    begin: datetime
    days: int
    chance: random.Random
    number: int
    ruling: int = 1

    def write(self, entries: int, each: int) -> list[str]:
        """Their ids; each entry has so many contributions."""
        made = [f"made-{place:05}" for place in range(entries)]
        for entry in made:
            self._entry(entry, each)
        self.connection.commit()
        return made

    def link_tickets(self, entries: Sequence[str]) -> None:
        """Half of the closed tickets name an entry."""
        closed = self.connection.execute("SELECT ticket_number, by_id, at FROM closures").fetchall()
        for number, _, at in closed:
            if self.chance.random() < CLOSED_WITH:
                entry, by = self.chance.choice(entries), self.chance.choice(self.people)
                self._put("ticket_links", ticket_number=number, use="reused", entry_id=entry,
                          revision=1, by_id=by, at=at)  # fmt: skip
                self._put("history", at=at, by_id=by, verb="linked", subject_type="ticket",
                          subject_id=str(number),
                          details=json.dumps({"use": "reused", "entry": entry}))  # fmt: skip
        self.connection.commit()

    def _entry(self, entry: str, contributions: int) -> None:
        seconds = self.days * 86_400
        moments = sorted(self.chance.randrange(seconds) for _ in range(contributions))
        variants: list[str] = []
        self._put("entries", id=entry, state="published", head=contributions, live=contributions,
                  created_at=self._at(moments[0]), version=1)  # fmt: skip
        for revision, moment in enumerate(moments, 1):
            kind = self.chance.choice(LATER_KINDS) if revision > 1 else ContributionKind.NEW_ENTRY
            variants = [*variants, self._wording()][-12:]
            self._text(entry, revision, moment, variants)
            self._contribution(entry, revision, moment, kind)
            if kind is ContributionKind.GAP_CLOSED and self.chance.random() < RULED:
                self._ruling(entry, moment)
        if self.chance.random() < WITHDRAWN:
            self._withdrawn(entry, moments[-1])

    def _text(self, entry: str, revision: int, moment: int, variants: Sequence[str]) -> None:
        said = '["' + '","'.join(variants) + '"]'
        self.number += 1
        self._put("revisions", entry_id=entry, number=revision, question=f"{entry}{variants[0]}",
                  variants=said, answer=f"{entry}的第{revision}个答案：{self._wording()}。",
                  category="venue", department="venue", audience="member", tags="[]", links="[]",
                  origin="console", written_by=self.people[0], written_at=self._at(moment),
                  summary="")  # fmt: skip
        self._put("publications", number=self.number, entry_id=entry, revision=revision,
                  by_id=self.people[1], at=self._at(moment), why="")  # fmt: skip

    def _contribution(self, entry: str, revision: int, moment: int, kind: ContributionKind) -> None:
        writer, reviewer = self.chance.sample(list(self.people), 2)
        self._put("contributions", kind=kind, entry_id=entry, revision=revision,
                  number=self.number, contributor_id=writer, reviewer_id=reviewer,
                  grade=self.chance.choice(list(Grade)), at=self._at(moment))  # fmt: skip

    def _ruling(self, entry: str, moment: int) -> None:
        self._put("rulings", id=self.ruling, kind="variant", question="没有答上的问题",
                  entry_id=entry, by_id=self.people[0], at=self._at(moment))  # fmt: skip
        for _ in range(3):
            self._put("ruled_questions", ruling_id=self.ruling, question="没有答上的问题",
                      message_id=self.chance.randrange(1, 100_000_000) % 100_000 + 1)  # fmt: skip
        self.ruling += 1

    def _withdrawn(self, entry: str, moment: int) -> None:
        self.number += 1
        self._put("publications", number=self.number, entry_id=entry, by_id=self.people[1],
                  at=self._at(moment + 3600), why="不用了")  # fmt: skip

    def _wording(self) -> str:
        what = "".join(self.chance.sample(WORDS, 4))
        return f"{what}{self.chance.choice(ASKS)}"

    def _at(self, seconds: int) -> str:
        moment = self.begin.astimezone(UTC) + timedelta(seconds=seconds)
        return f"{moment:%Y-%m-%d %H:%M:%S.%f}"

    def _put(self, table: str, **row: Any) -> None:
        names, marks = ", ".join(row), ", ".join(f":{each}" for each in row)
        insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
        self.connection.execute(insert, row)
