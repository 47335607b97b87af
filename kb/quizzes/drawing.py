"""From entries to questions, the same for the same seed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from kb.terms import Category

OPTIONS = 4
TEMPTING = 4
"""of so many most tempting wrong answers three are drawn"""


@dataclass(frozen=True, slots=True)
class Option:
    """What an entry answers, in the revision it was read from."""

    entry_id: str
    revision: int
    text: str


@dataclass(frozen=True, slots=True)
class Askable:
    """`wordings`: the standard question and the variants that may be asked."""

    answer: Option
    category: Category
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """`right` counts from 1."""

    wording: str
    category: Category
    options: tuple[Option, ...]
    right: int


Wrong = Callable[[Askable], Sequence[Option]]
"""wrong answers to a question, the most tempting first, no two alike"""


def draw(askable: Iterable[Askable], wrong: Wrong, count: int, seed: str) -> tuple[Drawn, ...]:
    """At most `count`; what has not wrong answers enough is left out."""
    chance = Random(seed)  # noqa: S311 - a draw that can be repeated, no secret
    known = sorted(askable, key=lambda each: each.answer.entry_id)
    chance.shuffle(known)
    drawn: list[Drawn] = []
    for each in known:
        if len(drawn) == count:
            break
        tempting = list(wrong(each))[:TEMPTING]
        if len(tempting) >= OPTIONS - 1:
            drawn.append(_question(each, tempting, chance))
    return tuple(drawn)


def _question(asked: Askable, tempting: Sequence[Option], chance: Random) -> Drawn:
    options = [asked.answer, *chance.sample(tempting, OPTIONS - 1)]
    chance.shuffle(options)
    return Drawn(
        chance.choice(asked.wordings),
        asked.category,
        tuple(options),
        options.index(asked.answer) + 1,
    )
