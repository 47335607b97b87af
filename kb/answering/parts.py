"""Several questions in one message: 瑜伽多少钱，在哪儿停车？ are two."""

import re
from collections.abc import Iterator

from kb.text import Analyzer, Query

MOST = 3
_BREAK = re.compile(
    r"[，,。.？?！!；;\n]+|(?:还有|另外|顺便(?:再)?(?:问(?:一下|下)?)?|再问(?:一下|下)?|以及|同时)"
)
_ASKING = re.compile(r"[吗嘛呢么不没]$|[?？]")


def questions_in(query: Query, analyzer: Analyzer) -> list[Query]:
    """The questions of a message, each with the telling that leads up to it and with the topic
    of the one before where it names none; [query] when there is only one."""
    told: list[str] = []
    groups: list[str] = []
    for clause in _clauses(query.text):
        told.append(clause)
        if _asks(analyzer.analyze(clause)):
            groups.append("，".join(told))
            told = []
    if not 2 <= len(groups) <= MOST:
        return [query]
    return list(_with_topics(groups, analyzer))


def _clauses(text: str) -> Iterator[str]:
    for part in _BREAK.split(text):
        if part.strip():
            yield part.strip()


def _asks(clause: Query) -> bool:
    return len(clause.words) > 1 and bool(clause.asks or _ASKING.search(clause.core))


def _with_topics(groups: list[str], analyzer: Analyzer) -> Iterator[Query]:
    kinds = analyzer.lexicon.topics
    topic = ""
    for group in groups:
        found = [
            wording
            for wording, pairs in analyzer.find_mentions(analyzer.analyze(group).core)
            if any(kind in kinds for kind, _ in pairs)
        ]
        yield analyzer.analyze(group if found or not topic else f"{topic}{group}")
        topic = found[-1] if found else topic
