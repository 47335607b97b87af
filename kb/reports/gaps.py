"""What to write next: unmet questions grouped by meaning, the most asked first.

By the vectors of an embedder where there is one, else by shared words. The same questions always
give the same groups: the most frequent wordings lead, and each other joins the nearest leader.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from kb.knowledge.ruling import Ruling, RulingKind
from kb.reports.unmet import Unmet, UnmetKind
from kb.search import Meaning
from kb.text import Analyzer, Query

SAME_MEANING = 0.92
"""cosine from which two questions are one, for the shipped embedder. Twelve wordings of each
shipped entry, 720 in all, then fall into groups of which 88 % is one entry's on average (B-cubed;
63 % at 0.90, 98 % at 0.94, where hardly anything is grouped)"""
SAME_WORDS = 0.5
PARTICLES = frozenset("啊呀呢吗吧嘛么哦喔哈的了")
MOST_TEXTS = 2000
LONGEST = 200

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gap:
    """`question` stands for all; `asked` lie in this period, `earlier` counts the period before.
    `again`: the ruling after which it was asked all the same."""

    question: str
    asked: tuple[Unmet, ...]
    earlier: int
    again: Ruling | None = None
    ignored: Ruling | None = None

    @property
    def key(self) -> int:
        """The message that tells this gap from others."""
        return min(each.message_id for each in self.asked)

    @property
    def count(self) -> int:
        return len(self.asked)

    @property
    def trend(self) -> int:
        return self.count - self.earlier

    @property
    def kinds(self) -> dict[UnmetKind, int]:
        counted = Counter(each.kind for each in self.asked)
        return {kind: counted[kind] for kind in UnmetKind if counted[kind]}

    @property
    def wordings(self) -> list[str]:
        """Most frequent first."""
        return _by_frequency(_shortened(each.text) for each in self.asked)

    @property
    def near(self) -> str | None:
        """The entry that most often came nearest."""
        counted = Counter(each.near for each in self.asked if each.near)
        return min(counted, key=lambda key: (-counted[key], key)) if counted else None

    @property
    def tickets(self) -> list[int]:
        return sorted((each.ticket for each in self.asked if each.ticket), reverse=True)

    @property
    def messages(self) -> dict[int, str]:
        return {each.message_id: _shortened(each.text) for each in self.asked}


@dataclass(frozen=True, slots=True)
class Gaps:
    open: tuple[Gap, ...]
    ignored: tuple[Gap, ...]

    @property
    def asked(self) -> int:
        return sum(each.count for each in self.open)

    def needed_for(self, share: float) -> int:
        """How many gaps, the largest first, make up that share of what was asked."""
        reached = accumulate(each.count for each in self.open)
        return sum(total < share * self.asked for total in reached) + bool(self.open)

    def find(self, message_id: int) -> Gap | None:
        for each in (*self.open, *self.ignored):
            if message_id in each.messages:
                return each
        return None


def find_gaps(
    unmet: Sequence[Unmet],
    rulings: Mapping[int, Ruling],
    grouping: "Grouping",
    *,
    since: datetime,
) -> Gaps:
    """What was asked before `since` counts as the period before."""
    groups = grouping.group([_shortened(each.text) for each in unmet])
    members: dict[int, list[Unmet]] = {}
    for number, each in zip(groups, unmet, strict=True):
        members.setdefault(number, []).append(each)
    gaps = [gap for some in members.values() if (gap := _gap(some, rulings, since))]
    gaps.sort(key=lambda each: (-each.count, -each.trend, each.key))
    return Gaps(
        tuple(each for each in gaps if each.ignored is None),
        tuple(each for each in gaps if each.ignored is not None),
    )


def periods(now: datetime, days: int) -> tuple[datetime, datetime]:
    """Where the period before begins, and where this one does."""
    return now - timedelta(days=2 * days), now - timedelta(days=days)


def _gap(some: Sequence[Unmet], rulings: Mapping[int, Ruling], since: datetime) -> Gap | None:
    ruled = [rulings[each.message_id] for each in some if each.message_id in rulings]
    last = max(ruled, key=lambda each: each.id, default=None)
    adopted = {each.message_id for each in some if _is_adopted(rulings.get(each.message_id))}
    asked = tuple(each for each in some if each.at >= since and each.message_id not in adopted)
    if not asked:
        return None
    return Gap(
        question=_by_frequency(_shortened(each.text) for each in asked)[0],
        asked=asked,
        earlier=sum(each.at < since for each in some),
        again=last if last is not None and last.kind is not RulingKind.IGNORED else None,
        ignored=last if last is not None and last.kind is RulingKind.IGNORED else None,
    )


def _is_adopted(ruling: Ruling | None) -> bool:
    return ruling is not None and ruling.kind is not RulingKind.IGNORED


@dataclass
class Grouping:
    analyzer: Analyzer
    meaning: Meaning | None = None
    _read: dict[str, Query] = field(default_factory=dict, repr=False)

    def group(self, texts: Sequence[str]) -> list[int]:
        """A number for each text, the same for those that mean the same."""
        ordered = _by_frequency(texts)
        near = self._likeness(ordered[:MOST_TEXTS])
        leaders: list[int] = []
        groups: dict[str, int] = {}
        for at, text in enumerate(ordered):
            leader = self._leader(at, ordered, leaders, near) if at < MOST_TEXTS else None
            if leader is None:
                leaders.append(at)
                leader = at
            groups[text] = leader
        return [groups[text] for text in texts]

    def _leader(
        self, at: int, texts: Sequence[str], leaders: Sequence[int], near: Array
    ) -> int | None:
        close = np.flatnonzero(near[at, leaders] >= 1).tolist() if leaders else []
        fitting = [leaders[each] for each in close]
        fitting = [each for each in fitting if not self._clash(texts[at], texts[each])]
        return max(fitting, key=lambda each: (near[at, each], -each), default=None)

    def _likeness(self, texts: Sequence[str]) -> Array:
        """(n, n), from 1 on where two texts are taken for the same question."""
        if self.meaning is None or not texts:
            return self._by_words(texts)
        self.meaning.prepare_texts(texts)
        vectors = self.meaning.vectors(texts)
        return np.asarray(vectors @ vectors.T / SAME_MEANING, dtype=np.float64)

    def _by_words(self, texts: Sequence[str]) -> Array:
        words = [self._weighed(text) for text in texts]
        near = np.zeros((len(texts), len(texts)))
        for at, left in enumerate(words):
            for other, right in enumerate(words[:at]):
                either = sum((left | right).values())
                shared = sum(weight for word, weight in left.items() if word in right)
                near[at, other] = near[other, at] = shared / either / SAME_WORDS if either else 0
        return near

    def _weighed(self, text: str) -> dict[str, float]:
        """Words by their rarity, and what is asked for: 多少钱 and 怎么收费 share no word."""
        read = self._analyzed(text)
        telling = (word for word in read.words if not self.analyzer.is_plain(word))
        weighed = {word: self.analyzer.rarity(word) for word in telling}
        return weighed | {f"? {each}": 1.0 for each in read.asks}

    def _clash(self, left: str, right: str) -> bool:
        return self._mention_clash(left, right) or self._differ_in_one_thing(left, right)

    def _differ_in_one_thing(self, left: str, right: str) -> bool:
        """The same sentence about something else (冰壶课要带什么, 马术课要带什么), which vectors
        hardly tell apart. Another way to ask the same (多少钱, 怎么收费) is nothing else."""
        words = self._telling(left)
        before, after = _where_they_differ(words, self._telling(right))
        if not before or not after or 2 * len(before) > len(words):
            return False
        pieces = ["".join(before), "".join(after)]
        asks = [self._analyzed(each).asks for each in pieces]
        return min(map(len, pieces)) > 1 and (not asks[0] or asks[0] != asks[1])

    def _telling(self, text: str) -> list[str]:
        return [each for each in self._analyzed(text).words if each not in PARTICLES]

    def _mention_clash(self, left: str, right: str) -> bool:
        """They speak of different things of one kind: tennis is not badminton."""
        one, other = self._analyzed(left).mentions, self._analyzed(right).mentions
        kinds = {kind for kind, _ in one} & {kind for kind, _ in other}
        kinds -= set(self.analyzer.lexicon.open_kinds)
        return any(
            {value for each, value in one if each == kind}.isdisjoint(
                value for each, value in other if each == kind
            )
            for kind in kinds
        )

    def _analyzed(self, text: str) -> Query:
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = self.analyzer.analyze(text)
        return found


def _where_they_differ(
    left: Sequence[str], right: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Without the words that both begin with and both end with."""
    shorter = min(len(left), len(right))
    head = next((at for at in range(shorter) if left[at] != right[at]), shorter)
    left, right = left[head:], right[head:]
    shorter = min(len(left), len(right))
    tail = next((at for at in range(shorter) if left[-1 - at] != right[-1 - at]), shorter)
    return left[: len(left) - tail], right[: len(right) - tail]


def _by_frequency(texts: Iterable[str]) -> list[str]:
    counted = Counter(texts)
    return sorted(counted, key=lambda text: (-counted[text], text))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
