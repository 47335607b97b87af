"""A question that leans on what was said before, put as it would be said in full.

那周末呢 after 羽毛球多少钱 asks 羽毛球多少钱 周末; 那网球呢 asks 网球多少钱, which is another
question and gets its own answer or none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.text import Analyzer, Mention, Query

_LEANING = re.compile(r"^(?:那么?|哪|还有|另外|然后|如果|要是|换成|改成)|呢$|^(?:它|他|这个|那个)")
_LEAD = re.compile(r"^(?:那么?|还有|另外|然后|换成|改成)")
_TAIL = re.compile(r"(?:呢|的话|怎么样|又?如何)+$")
SHORT = 7
"""a longer message says by itself what it is about"""


@dataclass(frozen=True, slots=True)
class Completed:
    text: str
    may_stand_alone: bool
    """False when the message says by its form that it goes on with what was said (那…呢)"""


def in_full(query: Query, before: Sequence[str], analyzer: Analyzer) -> Completed | None:
    """None when the question stands alone. `before`: earlier messages, oldest first."""
    if not before or len(query.words) > SHORT:
        return None
    topics = _topics(query, analyzer)
    leaning = bool(_LEANING.search(query.core))
    if query.asks and topics and not leaning:
        return None
    earlier = _last_with_topic(before, analyzer)
    if earlier is None:
        return None
    said = _TAIL.sub("", _LEAD.sub("", query.core))
    if query.asks and not topics:
        topic = "".join(wording for wording, _ in _topic_wordings(earlier, analyzer))
        return Completed(topic + said, not leaning) if topic else None
    if leaning or topics:
        return Completed(_exchanged(earlier, query, said, analyzer), not leaning)
    return None


def _exchanged(earlier: Query, query: Query, said: str, analyzer: Analyzer) -> str:
    """The earlier question with what is now named in place of what was, or beside it."""
    kinds = {kind for kind, _ in query.mentions}
    text = earlier.core
    exchanged = False
    for wording, pairs in analyzer.find_mentions(earlier.core):
        if any(kind in kinds for kind, _ in pairs) and wording in text:
            text = text.replace(wording, "" if exchanged else said, 1)
            exchanged = True
    return text if exchanged else f"{earlier.core} {said}"


def _last_with_topic(before: Sequence[str], analyzer: Analyzer) -> Query | None:
    for text in reversed(before):
        earlier = analyzer.analyze(text)
        if _topics(earlier, analyzer) or len(earlier.words) > 2:
            return earlier
    return None


def _topics(query: Query, analyzer: Analyzer) -> frozenset[Mention]:
    kinds = analyzer.lexicon.topics
    return frozenset(pair for pair in query.mentions if pair[0] in kinds)


def _topic_wordings(query: Query, analyzer: Analyzer) -> list[tuple[str, frozenset[Mention]]]:
    kinds = analyzer.lexicon.topics
    return [
        (wording, pairs)
        for wording, pairs in analyzer.find_mentions(query.core)
        if any(kind in kinds for kind, _ in pairs)
    ]
