"""Questions that whoever was answered may ask next."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rapidfuzz.distance import Indel

from kb.answering.assistant import Assistant, hidden_because
from kb.knowledge import PublishedEntry
from kb.search import Document
from kb.terms import Audience
from kb.text import Analyzer

MOST = 3
LOOKED_AT = 12
"""so many neighbours by words are looked at"""
TOO_ALIKE = 0.75
"""likeness of two questions from which the second tells nothing new"""


def for_members(assistant: Assistant, entry_id: str, now: datetime) -> Document | None:
    """The entry, where a member may be shown it now."""
    document = assistant.snapshot().at(now).documents.get(entry_id)
    if document is None:
        return None
    return None if hidden_because(document, Audience.MEMBER, now, assistant.rechecks) else document


def related(assistant: Assistant, entry_ids: Sequence[str], now: datetime) -> list[PublishedEntry]:
    """First those that the answered entries name, then neighbours on the same topic."""
    answered = [each for each in (for_members(assistant, id_, now) for id_ in entry_ids) if each]
    found: list[Document] = []
    for each in (*_linked(assistant, answered, now), *_near(assistant, answered, now)):
        if not any(_is_alike(each, other) for other in (*answered, *found)):
            found.append(each)
        if len(found) == MOST:
            break
    return [each.entry for each in found]


def _linked(
    assistant: Assistant, answered: Sequence[Document], now: datetime
) -> Iterator[Document]:
    for link in (link for each in answered for link in each.entry.links):
        document = for_members(assistant, link, now)
        if document is not None:
            yield document


def _near(assistant: Assistant, answered: Sequence[Document], now: datetime) -> Iterator[Document]:
    index = assistant.snapshot().at(now)
    for each in answered:
        for match in index.search(each.wordings[0], limit=LOOKED_AT):
            other = match.document
            if _on_one_topic(each, other, assistant.analyzer) and not hidden_because(
                other, Audience.MEMBER, now, assistant.rechecks
            ):
                yield other


def _on_one_topic(one: Document, other: Document, analyzer: Analyzer) -> bool:
    if one.entry.category is not other.entry.category:
        return False
    mine, theirs = _topics(one, analyzer), _topics(other, analyzer)
    return bool(mine & theirs) or not mine


def _topics(document: Document, analyzer: Analyzer) -> frozenset[tuple[str, str]]:
    """Those of its wordings: an answer names much in passing."""
    named = frozenset().union(*(each.mentions for each in document.wordings))
    return frozenset(pair for pair in named if pair[0] in analyzer.lexicon.topics)


def _is_alike(one: Document, other: Document) -> bool:
    if one.entry.id == other.entry.id:
        return True
    mine, theirs = one.wordings[0].core, other.wordings[0].core
    return Indel.normalized_similarity(mine, theirs) >= TOO_ALIKE
