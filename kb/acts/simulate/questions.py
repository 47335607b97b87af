"""What members ask: what the base answers, what it does not, and the slips of their thumbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from kb.acts.simulate.topics import TOPICS, Topic
from kb.knowledge.corpus import CorpusEntry, read_entries
from kb.terms import Audience

ANSWERABLE, UNKNOWN, OPEN, COURTESY = 0.70, 0.06, 0.04, 0.03
"""shares of all questions; the rest is about topics"""
WORDINGS = 7
"""of each entry so many are in use, the first most of all"""
UNKNOWN_QUESTIONS = 90
LONGEST = 26
SLIPS = 0.07
COURTESIES = ("谢谢", "你好", "好的谢谢", "在吗")
POPULAR: Mapping[str, float] = {
    "badminton-price": 6, "opening-hours": 6, "booking": 5, "swimming-ticket": 4, "parking": 3,
    "booking-cancel": 3, "fitness-annual-card": 3, "yoga-schedule": 3, "topup-card": 2.5,
    "yoga-price": 2.5, "location": 2.5, "shower": 2, "card-types": 2, "booking-late": 2,
    "membership-application": 2, "booking-unavailable": 2, "training-programs": 2,
}  # fmt: skip
SEASONS: Mapping[str, Mapping[int, float]] = {
    "swimming-ticket": dict.fromkeys((6, 7, 8, 9), 2.2) | dict.fromkeys((11, 12, 1, 2), 0.4),
    "training-programs": dict.fromkeys((1, 6, 7, 9), 1.8),
    "fitness-annual-card": dict.fromkeys((1, 2, 3, 11, 12), 1.7),
    "yoga-schedule": dict.fromkeys((3, 4, 9, 10), 1.4),
    "shower": dict.fromkeys((7, 8), 1.6),
    "booking": dict.fromkeys((10, 11, 12, 1), 1.4),
}
"""by month of the year"""


@dataclass(frozen=True)
class Question:
    """`entry`: the one that answers it; `topic`: what it is about, where no entry did at first."""

    text: str
    entry: str = ""
    topic: str = ""


class Questions:
    """What may be asked; read from the corpus, so the same whatever was published since."""

    def __init__(self, corpus_dir: Path, chance: Random) -> None:
        shown = [each for each in read_entries(corpus_dir) if _is_for_members(each)]
        self._entries = sorted(shown, key=lambda each: each.id)
        self._unknown = _sample(corpus_dir / "unanswered", chance)
        self._open = _first_columns(corpus_dir / "open-questions.tsv")[:60]

    def ask(self, chance: Random, day: date, share: float) -> Question:
        """`share`: of the simulated time, how much has passed."""
        kind = chance.random()
        if kind < ANSWERABLE:
            return self._answerable(chance, day)
        if kind < ANSWERABLE + UNKNOWN and self._unknown:
            return Question(_favourite(chance, self._unknown))
        kind -= ANSWERABLE + UNKNOWN
        if 0 <= kind < OPEN and self._open:
            return Question(_favourite(chance, self._open))
        if OPEN <= kind < OPEN + COURTESY:
            return Question(chance.choice(COURTESIES))
        topic = chance.choices(TOPICS, [_heat(each, share) for each in TOPICS])[0]
        return Question(_favourite(chance, topic.variants), topic=topic.name)

    def _answerable(self, chance: Random, day: date) -> Question:
        entry, text = self.known(chance, day)
        return Question(_slip(chance, text) if chance.random() < SLIPS else text, entry=entry)

    def known(self, chance: Random, day: date) -> tuple[str, str]:
        """An entry's id and one of its wordings, as often asked as that is in this season."""
        weights = [
            POPULAR.get(each.id, 1.0) * SEASONS.get(each.id, {}).get(day.month, 1.0)
            for each in self._entries
        ]
        entry = chance.choices(self._entries, weights)[0]
        wordings = [entry.content.question, *entry.content.variants][:WORDINGS]
        return entry.id, _favourite(chance, wordings)


def _is_for_members(entry: CorpusEntry) -> bool:
    content = entry.content
    return content.audience is Audience.MEMBER and content.valid_until is None


def _heat(topic: Topic, share: float) -> float:
    """The invoice question comes up more and more until somebody writes the answer down."""
    if topic.name != "invoice" or topic.at is None:
        return topic.asked
    return topic.asked * (0.25 + min(share, topic.at) / topic.at)


def _favourite(chance: Random, texts: Sequence[str]) -> str:
    """The first is asked most."""
    return chance.choices(texts, [1 / place for place in range(1, len(texts) + 1)])[0]


def _slip(chance: Random, text: str) -> str:
    """A character too few or two the wrong way round."""
    if len(text) < 6:
        return text
    place = chance.randrange(1, len(text) - 2)
    if chance.random() < 0.5:
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _sample(folder: Path, chance: Random) -> list[str]:
    lines = [
        line.strip()
        for file in sorted(folder.glob("*.txt"))
        for line in file.read_text("utf-8").splitlines()
    ]
    short = sorted({each for each in lines if 5 < len(each) <= LONGEST and not each.isascii()})
    return chance.sample(short, min(UNKNOWN_QUESTIONS, len(short)))


def _first_columns(file: Path) -> list[str]:
    if not file.exists():
        return []
    lines = file.read_text("utf-8").splitlines()
    return [each.split("\t")[0] for each in lines if each.strip()]
