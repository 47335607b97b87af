"""All wordings of a base side by side, for what somebody begins to type: by characters, by pinyin,
by initials."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import accumulate

from kb.search.document import Document
from kb.search.resident import ResidentIndex
from kb.text.sounding import in_pinyin

MOST_HITS = 2000
"""so many wordings that hold what was typed are enough to choose from"""


class Way(Enum):
    CHARACTERS = 0
    PINYIN = 1
    INITIALS = 2


@dataclass(frozen=True, slots=True)
class Written:
    """`at`: which of the document's wordings, the standard question being 0."""

    document: Document
    at: int
    way: Way


@lru_cache(maxsize=1)
def wordings_of(index: ResidentIndex) -> "Wordings":
    return Wordings(index.documents.values())


class Wordings:
    def __init__(self, documents: Iterable[Document]) -> None:
        owners: list[tuple[Document, int]] = []
        lines = []
        for document in documents:
            for at, typings in enumerate(document.typings):
                owners.append((document, at))
                lines.append(typings)
        self._owners: Sequence[tuple[Document, int]] = owners
        self._columns = {way: _Column([each[way.value] for each in lines]) for way in Way}

    def find(self, typed: str) -> Iterator[Written]:
        """`typed` as `as_typed` has it. Characters before sounds; the standard question before
        others; the beginning of a wording before its middle; short before long."""
        ranked = [(Way.CHARACTERS, hit) for hit in self._columns[Way.CHARACTERS].holding(typed)]
        if len(typed) > 1:
            ranked += [
                (Way.PINYIN, hit) for hit in self._columns[Way.PINYIN].holding(in_pinyin(typed))
            ]
        if len(typed) > 1 and typed.isascii() and typed.isalpha():
            ranked += [(Way.INITIALS, hit) for hit in self._columns[Way.INITIALS].holding(typed)]
        order = sorted(
            (
                way is not Way.CHARACTERS,
                self._owners[line][1] > 0,
                not begins,
                len(self._owners[line][0].entry.question),
                line,
                way.value,
            )
            for way, (line, begins) in ranked
        )
        return (Written(*self._owners[each[-2]], Way(each[-1])) for each in order)


class _Column:
    """Many lines in one text: looking through it is a matter of one scan."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._text = "\n".join(lines)
        self._starts = [0, *accumulate(len(each) + 1 for each in lines)][: len(lines)]

    def holding(self, part: str) -> Iterator[tuple[int, bool]]:
        """The number of each line that holds it, and whether it begins with it."""
        at = self._text.find(part)
        for _ in range(MOST_HITS):
            if at < 0:
                return
            line = bisect_right(self._starts, at) - 1
            yield line, at == self._starts[line]
            following = self._starts[line + 1] if line + 1 < len(self._starts) else None
            at = -1 if following is None else self._text.find(part, following)
