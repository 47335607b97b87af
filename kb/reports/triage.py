"""How well triage tells the levels apart on examples that it has not learnt from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kb.answering.examples import Example
from kb.answering.severity import Leaning
from kb.answering.severity_fitting import Lesson, hold_out
from kb.answering.triage import in_doubt, level_of
from kb.policy import AnsweringPolicy
from kb.terms import Level


@dataclass(frozen=True, slots=True)
class Tried:
    """One example, judged by what was learnt from the others."""

    example: Example
    by_signs: Level
    by_words: Level
    by_all: Level
    """with the embedder where there was a doubt"""
    doubted: bool
    right_category: bool


def try_out(lesson: Lesson, policy: AnsweringPolicy) -> list[Tried]:
    tried = []
    for held, severity in hold_out(lesson):
        for number in map(int, held):
            noticed, example = lesson.noticed[number], lesson.examples[number]
            first = severity.by_words(lesson.queries[number], noticed)
            doubted = in_doubt(first, noticed)
            last = severity.by_meaning(first, lesson.vectors[number]) if doubted else first

            def final(leaning: Leaning, least: Level = noticed.unmistakable) -> Level:
                return max(level_of(leaning, policy), least)

            tried.append(
                Tried(
                    example=example,
                    by_signs=noticed.level,
                    by_words=final(first),
                    by_all=final(last),
                    doubted=doubted,
                    right_category=last.category[0] is example.category,
                )
            )
    return tried


@dataclass(frozen=True, slots=True)
class TriageLine:
    """Shares in 0–1 of the examples of one name."""

    name: str
    count: int
    right: dict[str, float]
    """level exactly right, by signs, words, all"""
    raised: dict[str, float]
    """taken for level 2 or 3"""
    doubted: float
    right_category: float


WAYS: dict[str, Callable[[Tried], Level]] = {
    "signs": lambda each: each.by_signs,
    "words": lambda each: each.by_words,
    "all": lambda each: each.by_all,
}


def triage_lines(tried: Sequence[Tried]) -> list[TriageLine]:
    """Levels 3 and 2, each with its kinds; then the kinds of level 1."""
    found = []
    for level in (Level.THREE, Level.TWO, Level.ONE):
        some = [each for each in tried if each.example.level is level]
        found.append(_line(level.label, some))
        kinds = sorted({each.example.kind for each in some})
        found += [_line(kind, [e for e in some if e.example.kind == kind]) for kind in kinds]
    return found


def _line(name: str, some: Sequence[Tried]) -> TriageLine:
    return TriageLine(
        name=name,
        count=len(some),
        right={
            way: _share(level(e) is e.example.level for e in some) for way, level in WAYS.items()
        },
        raised={
            way: _share(level(each) > Level.ONE for each in some) for way, level in WAYS.items()
        },
        doubted=_share(each.doubted for each in some),
        right_category=_share(each.right_category for each in some),
    )


def _share(holds: Iterable[bool]) -> float:
    found = list(holds)
    return sum(found) / len(found) if found else 0.0
