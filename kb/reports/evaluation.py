"""How well the assistant decides, on questions whose right decision people have written down."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.answering.assistant import Assistant
from kb.answering.decision import Decision
from kb.answering.judged import Judged
from kb.terms import DecisionKind, LabelledEnum, Level

NEAR_MISS = "near_miss"
"""the kind of judged question that resembles an entry which does not answer it"""


class Mark(LabelledEnum):
    RIGHT = "right", "正确"
    WRONG = "wrong", "答错"
    ASKED_BACK = "asked_back", "反问"
    MISSED = "missed", "漏答"


@dataclass(frozen=True, slots=True)
class Marked:
    judged: Judged
    decision: Decision
    mark: Mark

    @property
    def best(self) -> str | None:
        return self.decision.candidates[0].id if self.decision.candidates else None

    @property
    def confidence(self) -> float:
        return self.decision.candidates[0].confidence if self.decision.candidates else 0.0


def evaluate(
    assistant: Assistant,
    questions: Iterable[Judged],
    *,
    now: datetime,
    progress: Callable[[], object] | None = None,
) -> list[Marked]:
    marked = []
    for each in questions:
        decision = assistant.consider(each.question, before=each.before, now=now)
        marked.append(Marked(each, decision, mark(each, decision)))
        if progress:
            progress()
    return marked


def mark(judged: Judged, decision: Decision) -> Mark:
    """An answer is right when it holds one whole set of wanted entries and nothing beside it;
    asking back is right where that was wanted and one of the options is among the wanted."""
    given = frozenset(entry.id for entry in decision.entries)
    if decision.kind is DecisionKind.ANSWER:
        allowed = DecisionKind.ANSWER in judged.decisions and given in judged.wanted
        return Mark.RIGHT if allowed else Mark.WRONG
    if decision.kind is DecisionKind.CLARIFY:
        wanted = frozenset[str]().union(*judged.wanted)
        good = DecisionKind.CLARIFY in judged.decisions and not given.isdisjoint(wanted)
        return Mark.RIGHT if good else Mark.ASKED_BACK
    return Mark.RIGHT if decision.kind in judged.decisions else Mark.MISSED


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    asked: int
    marks: Counter[Mark]

    def share(self, mark: Mark) -> float:
        return self.marks[mark] / self.asked if self.asked else 0.0


def lines(marked: Sequence[Marked], kind_of: Callable[[Marked], str]) -> list[Line]:
    found: dict[str, Counter[Mark]] = {}
    for each in marked:
        found.setdefault(kind_of(each), Counter())[each.mark] += 1
    return [Line(kind, marks.total(), marks) for kind, marks in sorted(found.items())]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares in 0–1 with the number of questions they were taken of."""

    answerable: int
    right: float
    wrong: float
    ranked_first: float
    """R@1: the nearest entry is a right one, answered or not"""
    unanswerable: int
    answered_all_the_same: float
    near_misses: int
    near_misses_answered: float
    level_3: int
    level_3_found: float
    levels: int
    levels_right: float
    answers: int
    precision: float
    """of all answers given, the share that was right"""


def figures(marked: Sequence[Marked]) -> Figures:
    answerable = [each for each in marked if each.judged.decisions == {DecisionKind.ANSWER}]
    rest = [each for each in marked if DecisionKind.ANSWER not in each.judged.decisions]
    to_person = [each for each in rest if each.judged.decisions == {DecisionKind.HANDOFF}]
    serious = [each for each in to_person if each.judged.level == Level.THREE]
    near = [each for each in rest if each.judged.kind == NEAR_MISS]
    answers = [each for each in marked if each.decision.kind is DecisionKind.ANSWER]
    return Figures(
        answerable=len(answerable),
        right=_share(answerable, lambda each: each.mark is Mark.RIGHT),
        wrong=_share(answerable, lambda each: each.mark is Mark.WRONG),
        ranked_first=_share(answerable, lambda each: each.best in each.judged.answers),
        unanswerable=len(rest),
        answered_all_the_same=_share(rest, lambda each: each.mark is Mark.WRONG),
        near_misses=len(near),
        near_misses_answered=_share(near, lambda each: each.mark is Mark.WRONG),
        level_3=len(serious),
        level_3_found=_share(serious, lambda each: each.decision.level is Level.THREE),
        levels=len(to_person),
        levels_right=_share(to_person, lambda each: each.decision.level == each.judged.level),
        answers=len(answers),
        precision=_share(answers, lambda each: each.mark is Mark.RIGHT),
    )


def resolved_at(marked: Sequence[Marked], precision: float) -> float:
    """The largest share of the answerable questions that some threshold on the confidence would
    answer while so much of all answers is right. Tells what the ranking could do; the threshold
    is chosen with hindsight, unlike the shipped one."""
    pool = [each for each in marked if each.judged.level == Level.ONE]
    answerable = sum(each.judged.decisions == {DecisionKind.ANSWER} for each in pool)
    best = right = 0
    ordered = sorted(pool, key=lambda each: -each.confidence)
    for count, each in enumerate(ordered, start=1):
        right += each.best in each.judged.answers
        if right >= precision * count:
            best = right
    return best / answerable if answerable else 0.0


def _share(marked: Sequence[Marked], test: Callable[[Marked], bool]) -> float:
    return sum(map(test, marked)) / len(marked) if marked else 0.0
