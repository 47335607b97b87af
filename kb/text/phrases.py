"""Longest-match look-up of many phrases in a short text, in one pass."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()
    after = end < len(text) and text[end].isascii() and text[end].isalpha()
    return (before and text[start].isalpha()) or (after and text[end - 1].isalpha())


class Phrases(Generic[T]):
    """Phrases by their first character, longest first; a Latin phrase matches whole words only."""

    def __init__(self, values: Mapping[str, T]) -> None:
        table: dict[str, list[tuple[str, T]]] = {}
        for phrase, value in values.items():
            table.setdefault(phrase[0], []).append((phrase, value))
        self._table = {
            first: tuple(sorted(found, key=lambda pair: -len(pair[0])))
            for first, found in table.items()
        }

    def at(self, text: str, start: int) -> tuple[str, T] | None:
        for phrase, value in self._table.get(text[start], ()):
            if text.startswith(phrase, start) and not (
                phrase[0].isascii() and _inside_latin_word(text, start, start + len(phrase))
            ):
                return phrase, value
        return None

    def find(self, text: str) -> Iterator[tuple[int, str, T]]:
        """Yields (start, phrase, value) from left to right, never overlapping."""
        start, end = 0, len(text)
        table = self._table
        while start < end:
            found = self.at(text, start) if text[start] in table else None
            if found is None:
                start += 1
            else:
                yield start, *found
                start += len(found[0])


def replace_phrases(text: str, phrases: Phrases[str]) -> str:
    parts: list[str] = []
    end = 0
    for start, phrase, value in phrases.find(text):
        parts += text[end:start], value
        end = start + len(phrase)
    return "".join([*parts, text[end:]]) if parts else text
