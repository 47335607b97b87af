"""What another lexicon or other thresholds would change: saved questions decided before and after.

A lexicon can touch any question, yet few: those that it reads otherwise, and those next to a
wording that it reads otherwise. Only they are decided, and pinned ones always. The little that
other words of entries move the weights of all words is left out. Thresholds touch all.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from kb.answering.assistant import Assistant
from kb.answering.decision import Decision
from kb.reports.evaluation import mark
from kb.reports.replay import Change, Questions, Replay, Tried, by_weight, is_same
from kb.search import ResidentIndex
from kb.search.segment import rows_of
from kb.text import Query

Decided = dict[tuple[str, tuple[str, ...]], Decision]
"""by the question and what was said before it"""
Told = Callable[[int, int], object]
"""(done, of how many)"""


def replay_tuning(
    serving: Assistant,
    trial: Assistant,
    questions: Sequence[Tried],
    *,
    now: datetime,
    told: Told = lambda _done, _total: None,
    decided: Decided | None = None,
) -> Replay:
    """`serving` and `trial` hold still: their snapshots do not move on. What `serving` decides is
    kept in `decided`, for the next trial beside it."""
    known = {} if decided is None else decided
    touched = _touched(serving, trial, questions, now)
    _prepare(serving, trial, touched)
    changes, reworded = [], 0
    for done, tried in enumerate(touched):
        told(done, len(touched))
        key = (tried.judged.question, tried.judged.before)
        before = known[key] = known.get(key) or _decide(serving, tried, now)
        after = _decide(trial, tried, now)
        if is_same(before, after):
            reworded += before.text != after.text
        else:
            marks = (mark(tried.judged, each) for each in (before, after))
            changes.append(Change(tried, before, after, *marks))
    return Replay(len(questions), len(touched), by_weight(changes), reworded)


def _touched(
    serving: Assistant, trial: Assistant, questions: Sequence[Tried], now: datetime
) -> list[Tried]:
    if serving.analyzer is trial.analyzer:
        return list(questions)
    moved = _moved_wordings(serving.snapshot().at(now), trial.snapshot().at(now))
    near = Questions(questions, serving.analyzer).near_wordings(moved) if moved else frozenset()
    return [
        each
        for each in questions
        if each.pinned or each.judged.question in near or _is_read_otherwise(each, serving, trial)
    ]


def _is_read_otherwise(tried: Tried, serving: Assistant, trial: Assistant) -> bool:
    texts = (tried.judged.question, *tried.judged.before)
    return any(serving.analyzer.analyze(each) != trial.analyzer.analyze(each) for each in texts)


def _moved_wordings(index: ResidentIndex, later: ResidentIndex) -> list[Query]:
    """Of entries: as they were read, and as they would be."""
    pairs = [
        pair
        for key, document in later.documents.items()
        for pair in zip(rows_of(index.documents[key]), rows_of(document), strict=True)
    ]
    return [each for pair in pairs if pair[0] != pair[1] for each in pair]


def _prepare(serving: Assistant, trial: Assistant, questions: Sequence[Tried]) -> None:
    """All vectors at once: each that comes later would have the others put in order anew."""
    meaning = trial.meaning
    if meaning is None:
        return
    for each in (serving, trial):
        meaning.prepare(each.snapshot().documents.values())
        meaning.prepare_texts(each.analyzer.analyze(q.judged.question).text for q in questions)


def _decide(assistant: Assistant, tried: Tried, now: datetime) -> Decision:
    judged = tried.judged
    return assistant.consider(judged.question, before=judged.before, now=now)
