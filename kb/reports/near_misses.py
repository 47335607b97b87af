"""Questions a base makes against itself: a wording with what it is about changed for another thing
of the kind.

What a wording is about are its weightiest words. Words are of a kind when they stand beside the
same word somewhere in the base: 羽毛球 and 瑜伽 before 多少. What comes out is often nonsense and
only now and then what people ask, but it is as near to an entry as a question can come that the
entry does not answer.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from kb.answering.evidence import Weigher
from kb.answering.judged import Judged
from kb.search import ResidentIndex
from kb.terms import DecisionKind
from kb.text import Analyzer, Query

Weigh = Callable[[str], float]

SWAPPED = "swapped"
TRIES = 20
"""for each question wanted"""
MOST_WORDS = 9
"""In a long story one word changed leaves the question what it was."""
WEIGHTY = 0.5
HEAVIEST = 0.8
"""of the weightiest word's weight"""


def swapped(index: ResidentIndex, analyzer: Analyzer, count: int, seed: int = 3) -> list[Judged]:
    """Up to `count` of them, each once and none that the base has as it stands."""
    weigh = Weigher(index, analyzer).weight
    wordings = [each for doc in index.documents.values() for each in doc.wordings]
    chance = random.Random(seed)  # noqa: S311
    kinds, cores = _kinds(wordings, weigh), {each.core for each in wordings}
    short = [each for each in wordings if 1 < len(each.words) <= MOST_WORDS]
    found: dict[str, Judged] = {}
    for _ in range(TRIES * count if short else 0):
        if len(found) == count:
            break
        text = _swap(chance.choice(short), kinds, weigh, chance)
        if text and text not in found and analyzer.analyze(text).core not in cores:
            found[text] = _unanswerable(len(found), text)
    return list(found.values())


def _swap(
    wording: Query, kinds: dict[str, list[str]], weigh: Weigh, chance: random.Random
) -> str | None:
    least = max(WEIGHTY, HEAVIEST * max(map(weigh, wording.words)))
    places = [
        each
        for each in wording.words
        if weigh(each) >= least and kinds.get(each) and wording.raw.count(each) == 1
    ]
    if not places:
        return None
    word = chance.choice(places)
    return wording.raw.replace(word, chance.choice(kinds[word]))


def _kinds(wordings: Sequence[Query], weigh: Weigh) -> dict[str, list[str]]:
    """word → the others that somewhere have the same neighbour on the same side."""
    beside: dict[tuple[str, int], set[str]] = defaultdict(set)
    for wording in wordings:
        for word, place in _places(wording):
            if weigh(word) >= WEIGHTY:
                beside[place].add(word)
    kinds: dict[str, set[str]] = defaultdict(set)
    for words in beside.values():
        for word in words:
            kinds[word] |= words - {word}
    return {word: sorted(others) for word, others in kinds.items()}


def _places(wording: Query) -> Iterator[tuple[str, tuple[str, int]]]:
    """Of words of two characters and more: single ones are mostly grammar."""
    for left, right in zip(wording.words, wording.words[1:], strict=False):
        if len(left) > 1:
            yield left, (right, 1)
        if len(right) > 1:
            yield right, (left, -1)


def _unanswerable(number: int, question: str) -> Judged:
    return Judged(
        id=f"{SWAPPED}-{number}",
        kind=SWAPPED,
        before=(),
        question=question,
        decisions=frozenset({DecisionKind.HANDOFF}),
        wanted=(),
        level=1,
        category="other",
        for_report=False,
    )
