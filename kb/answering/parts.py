"""Several questions in one message: 瑜伽多少钱，在哪儿停车？ are two."""

import re
from collections.abc import Iterator

from kb.answering.evidence import STRONG_ASKS
from kb.text import Analyzer, Query

MOST = 3
_BREAK = re.compile(
    r"[，,。.？?！!；;\s]+|(?:还有|另外|然后|对了|同埋|仲有|以及|同时)"
    r"|(?:顺便(?:再)?(?:问(?:一下|下)?)?|再问(?:一下|下)?)"
)
_AND = r"(?:和|跟|与|及|以及|还有|[、,，/])"
_TURN = re.compile(
    r"[，,。.？?！!；;\s]+(?:还有|另外|然后|对了|(?:顺便|再)(?:再)?问(?:一下|下)?|顺便)[，,\s]*"
)
_ASKING = re.compile(
    r"[吗嘛呢么不没吧]$|[?？]|(.)[不没]\1|有没有|怎么|多少|什么|哪[里儿个些]|几[点号个块天钱]|是否|能否|可否"
)


def questions_in(query: Query, analyzer: Analyzer) -> list[Query]:
    """The questions of a message, each with the telling that leads up to it and with the topic
    of the one before where it names none; [query] when there is only one."""
    clauses = list(_clauses(query.text))
    asking = _asking(clauses, analyzer)
    if not 2 <= len(asking) <= MOST:
        return [query]
    ends = sorted(asking)
    starts = [0, *(end + 1 for end in ends)]
    groups = ["，".join(clauses[a : b + 1]) for a, b in zip(starts, ends, strict=False)]
    return list(_with_topics(groups, analyzer))


def listed_in(query: Query, analyzer: Analyzer) -> list[Query]:
    """卡丁车和游泳多少钱: the question about each of the things named side by side; none where it
    names but one."""
    names = [
        wording
        for wording, pairs in analyzer.find_mentions(query.core)
        if any(kind in analyzer.lexicon.topics for kind, _ in pairs)
    ]
    if not 2 <= len(names) <= MOST:
        return []
    found = re.search(_AND.join(map(re.escape, names)), query.text)
    if found is None:
        return []
    start, end = query.text[: found.start()], query.text[found.end() :]
    return [analyzer.analyze(f"{start}{name}{end}") for name in names]


def matters_in(text: str) -> list[str]:
    """What is set apart by a turn to something else (顺便问下); none where there is no turn."""
    found = [each for each in _TURN.split(text) if each.strip()]
    return found if len(found) > 1 else []


def _asking(clauses: list[str], analyzer: Analyzer) -> list[int]:
    """Numbers of the clauses that ask something, of the short ones first: where no two can ask,
    the long ones need not be read."""
    asking: list[int] = []
    left = len(clauses)
    for number in sorted(range(left), key=lambda each: len(clauses[each])):
        if len(asking) + left < 2:
            break
        left -= 1
        if _asks(analyzer.analyze(clauses[number])):
            asking.append(number)
    return asking


def _clauses(text: str) -> Iterator[str]:
    for part in _BREAK.split(text):
        if part.strip():
            yield part.strip()


def _asks(clause: Query) -> bool:
    if len(clause.words) > 1:
        return bool(clause.asks or _ASKING.search(clause.core))
    return bool(clause.asks & STRONG_ASKS)


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
