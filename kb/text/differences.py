"""What changed from one wording to another, in whole words."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Change = Literal["same", "gone", "new"]

_WHOLE = re.compile(r"\d+(?:[:.]\d+)*|[A-Za-z]+|\s+")
"""never cut: 18:30, 0.5, wifi"""
MOST_WORDS = 6_000
"""of both sides; longer ones are told as gone and new as a whole"""


@dataclass(frozen=True, slots=True)
class Part:
    change: Change
    text: str


def differences(old: str, new: str, cut: Callable[[str], Iterable[str]]) -> tuple[Part, ...]:
    """The parts in reading order: without the `new` ones they are the old text, without the `gone`
    ones the new."""
    if old == new:
        return (Part("same", old),) if old else ()
    before, after = _words(old, cut), _words(new, cut)
    if len(before) + len(after) > MOST_WORDS:
        return _joined([Part("gone", old), Part("new", new)])
    found: list[Part] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(Part("same", "".join(before[a:b])))
        else:
            found += [Part("gone", "".join(before[a:b])), Part("new", "".join(after[c:d]))]
    return _joined(found)


def list_differences(old: Sequence[str], new: Sequence[str]) -> tuple[Part, ...]:
    """Of two lists, item by item; an item that only moved is the same."""
    kept, known = set(new), set(old)
    gone = (Part("gone", each) for each in old if each not in kept)
    return (*(Part("same" if each in known else "new", each) for each in new), *gone)


def _words(text: str, cut: Callable[[str], Iterable[str]]) -> list[str]:
    words: list[str] = []
    end = 0
    for found in _WHOLE.finditer(text):
        words += [*cut(text[end : found.start()]), found[0]]
        end = found.end()
    return [*words, *cut(text[end:])]


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    joined: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if joined and joined[-1].change == part.change:
            joined[-1] = Part(part.change, joined[-1].text + part.text)
        else:
            joined.append(part)
    return tuple(joined)
