"""A question that leans on what was said before, put as it would be said in full.

那周末呢 after 羽毛球多少钱 asks 周末 羽毛球多少钱; 那网球呢 asks 网球多少钱, which is another
question and gets its own answer or none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.text import Analyzer, Mention, Query

_LEANING = re.compile(r"^(?:那么?|哪|还有|另外|然后|如果|要是|换成|改成)|呢$|^(?:它|他|这个|那个)")
_LEAD = re.compile(r"^(?:那么?|还有|另外|然后|换成|改成)")
_TAIL = re.compile(r"(?:呢|的话|怎么样|又?如何)+$")
ACT = "act"
"""of a lexicon: what is done, or happens"""
SHORT = 7
"""a longer message says by itself what it is about"""


@dataclass(frozen=True, slots=True)
class Completed:
    text: str
    may_stand_alone: bool
    """False when the message says by its form that it goes on with what was said (那…呢)"""
    earlier: Query


def in_full(query: Query, before: Sequence[str], analyzer: Analyzer) -> Completed | None:
    """None when the question stands alone. `before`: earlier messages, oldest first."""
    if not before or len(query.words) > SHORT:
        return None
    topics = topics_of(query, analyzer)
    leaning = leans(query)
    if query.asks and topics and not leaning:
        return None
    earlier = _last_to_lean_on(query, before, analyzer)
    if earlier is None:
        return None
    said = _TAIL.sub("", _LEAD.sub("", query.core))
    if query.asks and not topics:
        topic = "".join(wording for wording, _ in _topic_wordings(earlier, analyzer))
        return Completed(topic + said, not leaning, earlier) if topic else None
    bare = is_bare(query, analyzer)
    if leaning or topics or bare:
        alone = not (leaning or bare)
        return Completed(_exchanged(earlier, query, said, analyzer), alone, earlier)
    return None


def leans(query: Query) -> bool:
    """Whether a message says by its form that it goes on with what was said."""
    return bool(_LEANING.search(query.core))


def is_bare(query: Query, analyzer: Analyzer) -> bool:
    """Whether a message only says for when or for whom (周末), and so must go on with something."""
    if len(query.words) != 1 or query.asks:
        return False
    kinds = {kind for kind, _ in query.mentions}
    return bool(kinds) and not kinds & {*analyzer.lexicon.topics, ACT}


def _exchanged(earlier: Query, query: Query, said: str, analyzer: Analyzer) -> str:
    """The earlier question with what is now named in place of what was. What was not there before
    (a day, a group of people) goes ahead of it, as it would be said."""
    text = earlier.core
    exchanged = False
    for wording, _ in _replaceable(earlier, query, analyzer):
        if wording in text:
            text = text.replace(wording, "" if exchanged else said, 1)
            exchanged = True
    return text if exchanged else f"{said} {earlier.core}"


def _replaceable(
    earlier: Query, query: Query, analyzer: Analyzer
) -> list[tuple[str, frozenset[Mention]]]:
    """What is of the same kind as something named now; for a new topic of another kind, a course
    for a sport, the topics."""
    kinds = {kind for kind, _ in query.mentions}
    alike = [
        (wording, pairs)
        for wording, pairs in analyzer.find_mentions(earlier.core)
        if any(kind in kinds for kind, _ in pairs)
    ]
    if alike or not topics_of(query, analyzer):
        return alike
    return _topic_wordings(earlier, analyzer)


def _last_to_lean_on(query: Query, before: Sequence[str], analyzer: Analyzer) -> Query | None:
    """What names a topic or tells something; to who asks for nothing themself also what only asks
    (周六呢 after 几点关门)."""
    for text in reversed(before):
        earlier = analyzer.analyze(text)
        if topics_of(earlier, analyzer) or len(earlier.words) > 2:
            return earlier
        if earlier.asks and not query.asks:
            return earlier
    return None


def topics_of(query: Query, analyzer: Analyzer) -> frozenset[Mention]:
    kinds = analyzer.lexicon.topics
    return frozenset(pair for pair in query.mentions if pair[0] in kinds)


def _topic_wordings(query: Query, analyzer: Analyzer) -> list[tuple[str, frozenset[Mention]]]:
    kinds = analyzer.lexicon.topics
    return [
        (wording, pairs)
        for wording, pairs in analyzer.find_mentions(query.core)
        if any(kind in kinds for kind, _ in pairs)
    ]
