"""Messages with the level and category that people gave them: what severity is learnt from."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.answering.judged import read_judged
from kb.errors import CorpusMistake
from kb.knowledge.corpus import read_entries
from kb.terms import Category, Level

COLUMNS = ["text", "level", "category", "kind"]


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    level: Level
    category: Category
    kind: str


def read_examples(corpus_dir: Path) -> list[Example]:
    """corpus/triage/examples.tsv, and as level 1 whatever an entry or a question to train the
    gate by asks for. A text comes once; the first to have it decides."""
    found: dict[str, Example] = {}
    for each in _rows(corpus_dir / "triage/examples.tsv"):
        found.setdefault(each.text, each)
    for each in (*_of_entries(corpus_dir), *_of_training(corpus_dir)):
        found.setdefault(each.text, each)
    return list(found.values())


def _rows(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if next(rows, None) != COLUMNS:
            raise CorpusMistake(path, 1, "第一行应当是：" + " ".join(COLUMNS))
        for row in rows:
            try:
                text, level, category, kind = row
                yield Example(text, Level(int(level)), Category(category), kind)
            except ValueError as error:
                raise CorpusMistake(path, rows.line_num, f"这一行读不出来：{error}。") from error


def _of_entries(corpus_dir: Path) -> Iterator[Example]:
    for entry in read_entries(corpus_dir):
        content = entry.content
        for text in (content.question, *content.variants):
            yield Example(text, Level.ONE, content.category, "faq")


def _of_training(corpus_dir: Path) -> Iterator[Example]:
    for path in sorted((corpus_dir / "judged/training").glob("*.tsv")):
        for each in read_judged(path):
            yield Example(each.question, Level.ONE, Category(each.category), "training")
