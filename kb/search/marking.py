"""The words somebody asked for, as they stand in a text."""

from collections.abc import Iterable

from kb.text import Analyzer, Query
from kb.text.phrases import Phrases
from kb.text.sounding import as_typed, in_initials, in_pinyin

Pieces = tuple[tuple[str, bool], ...]
"""a text in pieces, each with whether it is marked"""


def telling(query: Query, analyzer: Analyzer) -> frozenset[str]:
    """The words asked for and what counts as the same, but for words that tell nothing."""
    heads = {word for word in query.words if not analyzer.is_plain(word)}
    same = {word for word, head in analyzer.lexicon.synonyms.items() if head in heads}
    return frozenset(
        word for word in heads | same if len(word) > 1 or not analyzer.is_everyday(word)
    )


def mark(text: str, needles: Iterable[str]) -> Pieces:
    """The longest needle counts where several begin; capitals make no difference."""
    lower = text.lower()
    if len(lower) != len(text):
        return ((text, False),)
    phrases = Phrases({each.lower(): "" for each in needles if each})
    pieces: list[tuple[str, bool]] = []
    end = 0
    for start, phrase, _ in phrases.find(lower):
        if start > end:
            pieces.append((text[end:start], False))
        end = start + len(phrase)
        pieces.append((text[start:end], True))
    if end < len(text):
        pieces.append((text[end:], False))
    return tuple(pieces)


def sounding_like(text: str, typed: str) -> str:
    """The part of the text that sounds as typed, by pinyin or by initials; empty where none
    does."""
    letters, initials = in_pinyin(typed), as_typed(typed)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            part = text[start:end]
            sound = in_pinyin(part)
            if sound.startswith(letters) or in_initials(part) == initials:
                return part if as_typed(part[0]) else ""
            if not letters.startswith(sound) and not initials.startswith(in_initials(part)):
                break
    return ""
