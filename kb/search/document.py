"""An entry as search sees it: its wordings analysed, and what they add up to."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from kb.knowledge.published import PublishedEntry
from kb.text import Analyzer, Mention, Query
from kb.text.sounding import as_typed, in_initials, in_pinyin

_SENTENCE = re.compile(r"[。！？；\n]+")
_ELSEWHERE = re.compile(
    r"(?:询问|咨询|请问|联系).{0,6}(?:前台|同事|客服|我们)|(?:前台|同事|客服).{0,6}(?:询问|咨询|确认|为准)"
)


@dataclass(frozen=True)
class Document:
    entry: PublishedEntry
    wordings: tuple[Query, ...]
    """the standard question first, then the variants"""
    body: Query
    """the answer and the tags"""
    tags: tuple[str, ...] = ()
    """the words of the tags by themselves"""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all wordings."""
        return frozenset(word for wording in self.wordings for word in wording.words)

    @cached_property
    def mentions(self) -> frozenset[Mention]:
        return frozenset().union(self.body.mentions, *(each.mentions for each in self.wordings))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset().union(self.body.numbers, *(each.numbers for each in self.wordings))

    @cached_property
    def text(self) -> str:
        """Everything the entry says, for looking words up in it."""
        return "\n".join((*(each.core for each in self.wordings), self.body.core))

    @cached_property
    def typings(self) -> tuple[tuple[str, str, str], ...]:
        """Of each wording, the standard question first: as it is typed in characters, in pinyin
        and by its initials."""
        texts = dict.fromkeys((self.entry.question, *self.entry.variants))
        return tuple((as_typed(each), in_pinyin(each), in_initials(each)) for each in texts)

    @cached_property
    def asks(self) -> frozenset[str]:
        """What the entry is asked for, by its own wordings."""
        return frozenset().union(*(each.asks for each in self.wordings))


def analyze_entry(entry: PublishedEntry, analyzer: Analyzer) -> Document:
    return make_document(entry, partial(analyzer.analyze, approved=True))


def make_document(entry: PublishedEntry, read: Callable[[str], Query]) -> Document:
    *wordings, body, tags = map(read, texts_of(entry))
    # The body is told from the wordings by being another object, also where `read` gives one twice.
    return Document(entry, tuple(wordings), replace(body), tags.words)


def texts_of(entry: PublishedEntry) -> list[str]:
    """The wordings, the standard question first; what the body says; the tags."""
    wordings = dict.fromkeys((entry.question, *entry.variants))
    body = (*entry.tags, *_said_here(entry.answer))
    return [*wordings, "\n".join(body), "\n".join(entry.tags)]


def _said_here(answer: str) -> list[str]:
    """The sentences that tell something; what one is sent elsewhere for is not known here."""
    sentences = _SENTENCE.split(answer)
    return [sentence for sentence in sentences if not _ELSEWHERE.search(sentence)]


def pack(query: Query) -> list[Any]:
    """The analysis as plain data, so that a start needs none of it again."""
    return [
        query.raw,
        query.text,
        query.core,
        list(query.words),
        sorted(query.mentions),
        sorted(query.asks),
        sorted(query.numbers),
        query.negated,
    ]


def unpack(data: Iterable[Any]) -> Query:
    raw, text, core, words, mentions, asks, numbers, negated = data
    return Query(
        raw=raw,
        text=text,
        core=core,
        words=tuple(words),
        mentions=frozenset((kind, value) for kind, value in mentions),
        asks=frozenset(asks),
        numbers=frozenset(numbers),
        negated=negated,
    )
