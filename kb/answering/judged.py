"""Questions with the decision people would have taken: what answering is measured and fitted by.

A file is tab-separated with the header of COLUMNS. `entries` holds ids: alternatives divided by
`|`, two that are both wanted joined by `+`. `decision` may name alternatives in the same way.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator
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
    for_report: bool
    """Half of all questions: nothing is ever fitted on these."""

    @property
    def answers(self) -> frozenset[str]:
        """Every entry that may stand in a right answer."""
        if DecisionKind.ANSWER not in self.decisions:
            return frozenset()
        return frozenset[str]().union(*self.wanted)


def read_judged(path: Path) -> list[Judged]:
    """From a .tsv of the form above, or a .jsonl with qid, query, gold, kind and split."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(_objects(path, file) if path.suffix == ".jsonl" else _rows(path, file))


def _objects(path: Path, file: Iterable[str]) -> Iterator[Judged]:
    for number, line in enumerate(file, start=1):
        try:
            row = json.loads(line)
            gold = [str(each) for each in row["gold"]]
            yield Judged(
                id=row["qid"],
                kind=row["kind"],
                before=(),
                question=row["query"],
                decisions=frozenset({DecisionKind.ANSWER if gold else DecisionKind.HANDOFF}),
                wanted=tuple(frozenset({each}) for each in gold),
                level=1,
                category="other",
                for_report=row["split"] == "test",
            )
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusMistake(path, number, f"这一行读不出来：{error}。") from error


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
            for_report=hashlib.sha256(key.encode()).digest()[0] % 2 == 1,
        )
