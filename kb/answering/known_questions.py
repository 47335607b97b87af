"""Questions whose fate is known beforehand: those the club leaves unanswered, and those too short
to tell which entry is meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kb.errors import CorpusMistake
from kb.search import analyze_all
from kb.text import Analyzer, Query


@dataclass(frozen=True)
class KnownQuestions:
    unanswered: Sequence[Query] = ()
    open: Mapping[Query, Sequence[str]] = field(default_factory=dict)
    """with the ids of the entries each may be meant for"""

    @cached_property
    def _by_core(self) -> Mapping[str, Sequence[str]]:
        return {each.core: ids for each, ids in self.open.items()}

    def may_mean(self, query: Query) -> Sequence[str]:
        """The entries of an open question that reads just like this one; none for another."""
        return self._by_core.get(query.core, ())

    def read_by(self, analyzer: Analyzer) -> "KnownQuestions":
        """The same questions under another lexicon."""
        opened = {each.raw: ids for each, ids in self.open.items()}
        return _read([each.raw for each in self.unanswered], opened, analyzer)


def read_known_questions(directory: Path, analyzer: Analyzer) -> KnownQuestions:
    """From `unanswered/*.txt`, one question a line, and `open-questions.tsv`,
    `question<TAB>id,id`; what is not there is empty."""
    unanswered = _read_lines(sorted((directory / "unanswered").glob("*.txt")))
    opened = _read_open(directory / "open-questions.tsv")
    return _read(unanswered, opened, analyzer)


def _read(
    unanswered: Sequence[str], opened: Mapping[str, Sequence[str]], analyzer: Analyzer
) -> KnownQuestions:
    found = analyze_all([*unanswered, *opened], analyzer)
    ids = dict(zip(found[len(unanswered) :], opened.values(), strict=True))
    return KnownQuestions(found[: len(unanswered)], ids)


def _read_lines(files: Sequence[Path]) -> list[str]:
    lines = (line.strip() for path in files for line in path.read_text("utf-8").splitlines())
    return list(dict.fromkeys(filter(None, lines)))


def _read_open(path: Path) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        question, _, ids = line.partition("\t")
        named = tuple(filter(None, ids.split(",")))
        if len(named) < 2 or not question.strip():
            mistake = "应为一个问题、一个制表符和至少两个用逗号分开的条目编号。"
            raise CorpusMistake(path, number, mistake)
        found[question.strip()] = named
    return found
