"""Longest-match look-up of many phrases in a short text, in one pass."""

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


def goes_on(one: str, next_one: str) -> bool:
    """Two Latin letters, or two digits: a word or a number would be cut between them."""
    if not (one.isascii() and next_one.isascii()):
        return False
    return (one.isalpha() and next_one.isalpha()) or (one.isdigit() and next_one.isdigit())


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and goes_on(text[start - 1], text[start])) or (
        end < len(text) and goes_on(text[end - 1], text[end])
    )


class Phrases(Generic[T]):
    """Phrases by their first two characters, longest first. Latin words and numbers match whole
    only: no `hi` in `this`, no 5.1 in 15.1."""

    def __init__(self, values: Mapping[str, T]) -> None:
        table: dict[str, list[tuple[str, T]]] = {}
        for phrase, value in sorted(values.items(), key=lambda pair: -len(pair[0])):
            table.setdefault(phrase[:2], []).append((phrase, value))
        self._table = {start: tuple(found) for start, found in table.items()}

    def at(self, text: str, start: int) -> tuple[str, T] | None:
        for begin in (text[start : start + 2], text[start]):
            for phrase, value in self._table.get(begin, ()):
                end = start + len(phrase)
                if text.startswith(phrase, start) and not _cuts_a_word(text, start, end):
                    return phrase, value
        return None

    def find(self, text: str) -> Iterator[tuple[int, str, T]]:
        """Yields (start, phrase, value) from left to right, never overlapping."""
        start, end = 0, len(text)
        table = self._table
        while start < end:
            here = text[start : start + 2] in table or text[start] in table
            found = self.at(text, start) if here else None
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
