"""What a change of entries would change: saved questions decided before and after it.

Only questions near the entry are decided. Near are those it is right for, and those whose words
its wordings or its answer find among all saved questions, before the change or after it; the
others cannot have it among their candidates, and the little that one entry moves the weights of
words is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kb.answering.assistant import Assistant
from kb.answering.decision import Decision
from kb.answering.judged import Judged
from kb.reports.evaluation import Mark, mark
from kb.reports.trial import on_base
from kb.search import Document, ResidentIndex, change_index, index_questions
from kb.terms import DecisionKind, LabelledEnum
from kb.text import Analyzer, Query

NEAR_EACH = 6
"""how many saved questions each wording of the entry brings in"""
NEAR_BY_ANSWER = 20
MOST_DECIDED = 120


class Turn(LabelledEnum):
    WORSE = "worse", "变差"
    OTHER = "other", "变了"
    BETTER = "better", "变好"


@dataclass(frozen=True, slots=True)
class Tried:
    """`id`: None for a question that is not saved."""

    id: int | None
    judged: Judged
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    question: Tried
    before: Decision
    after: Decision
    was: Mark
    becomes: Mark

    @property
    def turn(self) -> Turn:
        if _is_worse(self.was, self.becomes):
            return Turn.WORSE
        return Turn.BETTER if _is_worse(self.becomes, self.was) else Turn.OTHER

    @property
    def breaks_pin(self) -> bool:
        return self.question.pinned and self.becomes is not Mark.RIGHT and self.was is Mark.RIGHT


@dataclass(frozen=True, slots=True)
class Replay:
    """Of `total` questions, `decided` lay near enough to be decided; `reworded` go on being
    answered by the entry and read its new text."""

    total: int
    decided: int
    changes: tuple[Change, ...]
    reworded: int

    @property
    def worse(self) -> list[Change]:
        return [each for each in self.changes if each.turn is Turn.WORSE]

    @property
    def better(self) -> list[Change]:
        return [each for each in self.changes if each.turn is Turn.BETTER]

    @property
    def broken_pins(self) -> list[Change]:
        return [each for each in self.changes if each.breaks_pin]


class Questions:
    """Saved questions, made ready to be found by an entry's words."""

    def __init__(self, questions: Sequence[Tried], analyzer: Analyzer) -> None:
        self.all = questions
        self._analyzer = analyzer
        self._by_text: dict[str, list[Tried]] = {}
        for each in questions:
            self._by_text.setdefault(each.judged.question, []).append(each)

    @cached_property
    def _index(self) -> ResidentIndex:
        return index_questions(self._by_text, self._analyzer)

    def near(self, *documents: Document | None) -> list[Tried]:
        """First those that the entry is right for, and pinned ones, which are never cut off; then
        the nearest."""
        found = self._found_by([each for each in documents if each])
        ids = {each.entry.id for each in documents if each}
        sure: list[Tried] = []
        other: list[Tried] = []
        for tried in self.all:
            nearness = found.get(tried.judged.question)
            if not ids.isdisjoint(tried.judged.answers) or (tried.pinned and nearness):
                sure.append(tried)
            elif nearness:
                other.append(tried)
        other.sort(key=lambda each: -found[each.judged.question])
        return [*sure, *other[: max(0, MOST_DECIDED - len(sure))]]

    def near_wordings(self, wordings: Iterable[Query]) -> frozenset[str]:
        """The questions that such wordings of entries lie next to."""
        found: dict[str, float] = {}
        for each in wordings:
            self._search(each, NEAR_EACH, found)
        return frozenset(found)

    def _found_by(self, documents: Iterable[Document]) -> dict[str, float]:
        """Question → how near its words come to the nearest wording or answer."""
        found: dict[str, float] = {}
        for document in documents:
            for wording in document.wordings:
                self._search(wording, NEAR_EACH, found)
            self._search(document.body, NEAR_BY_ANSWER, found)
        return found

    def _search(self, query: Query, limit: int, found: dict[str, float]) -> None:
        for each in self._index.search(query, limit):
            question = each.document.entry.id
            found[question] = max(each.score, found.get(question, 0.0))


def replay(
    assistant: Assistant,
    texts: Mapping[str, Document | None],
    questions: Questions,
    *,
    now: datetime,
    more: Sequence[Tried] = (),
) -> Replay:
    """With these texts, by the ids of their entries, in force together instead of what the entries
    say now; None: withdrawn. `more` are decided too, whether near or not. The assistant is one for
    trying (`kb/reports/trial.py`)."""
    index = assistant.snapshot().at(now)
    standing = [index.documents.get(each) for each in texts]
    later = on_base(assistant, _changed(index, texts))
    near = [*questions.near(*standing, *texts.values()), *more]
    _prepare(assistant, index, texts.values())
    changes, reworded = [], 0
    for tried in near:
        before, after = (
            each.consider(tried.judged.question, before=tried.judged.before, now=now)
            for each in (assistant, later)
        )
        if is_same(before, after):
            reworded += before.text != after.text
        else:
            marks = (mark(tried.judged, each) for each in (before, after))
            changes.append(Change(tried, before, after, *marks))
    return Replay(len(questions.all) + len(more), len(near), by_weight(changes), reworded)


def by_weight(changes: Iterable[Change]) -> tuple[Change, ...]:
    """What becomes worse first, and of it what is pinned."""
    order = list(Turn)
    return tuple(
        sorted(changes, key=lambda each: (order.index(each.turn), not each.question.pinned))
    )


def _prepare(assistant: Assistant, index: ResidentIndex, texts: Iterable[Document | None]) -> None:
    """All vectors at once: each that comes later would have the others put in order anew."""
    if assistant.meaning is not None:
        fresh = [each for each in texts if each]
        assistant.meaning.prepare([*index.documents.values(), *fresh])


def as_judged(key: str, question: str, decisions: Iterable[str], **more: Sequence[str]) -> Judged:
    """`wanted` as a file of judged questions has it: ids, joined by + where all are wanted."""
    return Judged(
        id=key,
        kind="saved",
        before=tuple(more.get("before", ())),
        question=question,
        decisions=frozenset(DecisionKind(each) for each in decisions),
        wanted=tuple(frozenset(each.split("+")) for each in more.get("wanted", ())),
        level=1,
        category="other",
        for_report=False,
    )


def _changed(index: ResidentIndex, texts: Mapping[str, Document | None]) -> ResidentIndex:
    fresh = [each for each in texts.values() if each]
    gone = [entry_id for entry_id, text in texts.items() if text is None]
    return change_index(index, fresh, gone, index.number)


def is_same(before: Decision, after: Decision) -> bool:
    def told(decision: Decision) -> tuple[DecisionKind, frozenset[str]]:
        return decision.kind, frozenset(each.id for each in decision.entries)

    return told(before) == told(after)


_ORDER = {Mark.RIGHT: 3, Mark.ASKED_BACK: 2, Mark.MISSED: 1, Mark.WRONG: 0}
"""a wrong answer is worse than none"""


def _is_worse(before: Mark, after: Mark) -> bool:
    return _ORDER[after] < _ORDER[before]
