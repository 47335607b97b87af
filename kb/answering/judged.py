"""Questions with the decision people would have taken: what answering is measured and fitted by.

A file is tab-separated with the header of COLUMNS. `entries` holds ids: alternatives divided by
`|`, two that are both wanted joined by `+`. `decision` may name alternatives in the same way.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.errors import CorpusMistake
from kb.terms import DecisionKind

COLUMNS = ["id", "kind", "before", "question", "decision", "entries", "level", "category", "note"]
TURN = " ⏎ "


@dataclass(frozen=True, slots=True)
class Judged:
    id: str
    kind: str
    before: tuple[str, ...]
    question: str
    decisions: frozenset[DecisionKind]
    wanted: tuple[frozenset[str], ...]
    """each set is one complete right answer"""
    level: int
    category: str

    @property
    def for_report(self) -> bool:
        """Half of all questions, by their id: nothing is ever fitted on these."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 1

    @property
    def answers(self) -> frozenset[str]:
        """Every entry that may stand in a right answer."""
        if DecisionKind.ANSWER not in self.decisions:
            return frozenset()
        return frozenset[str]().union(*self.wanted)


def read_judged(path: Path) -> list[Judged]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(_rows(path, file))


def _rows(path: Path, file: Iterator[str]) -> Iterator[Judged]:
    rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    if next(rows, None) != COLUMNS:
        raise CorpusMistake(path, 1, "第一行应当是：" + " ".join(COLUMNS))
    for row in rows:
        if len(row) != len(COLUMNS):
            mistake = f"应有 {len(COLUMNS)} 列，现在是 {len(row)} 列。"
            raise CorpusMistake(path, rows.line_num, mistake)
        key, kind, before, question, decision, entries, level, category, _ = row
        try:
            decisions = frozenset(DecisionKind(each) for each in decision.split("|"))
        except ValueError as error:
            raise CorpusMistake(path, rows.line_num, f"不认识的判断 {decision}。") from error
        yield Judged(
            id=key,
            kind=kind,
            before=tuple(filter(None, before.split(TURN))),
            question=question,
            decisions=decisions,
            wanted=tuple(frozenset(each.split("+")) for each in entries.split("|") if each),
            level=int(level),
            category=category,
        )
