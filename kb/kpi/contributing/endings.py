"""When a contribution no longer stands: it was reversed, its entry soon withdrawn, or the text went
back to what it was before."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from kb.contributions import ContributionKind
from kb.kpi.contributing.inputs import Act, ContributionInputs, Text
from kb.kpi.contributing.rules import Rule
from kb.kpi.figure import source

REWORDING = frozenset({ContributionKind.BETTER_ANSWER, ContributionKind.CORRECTION})
"""kinds that a return to an earlier wording undoes"""

Row = TypeVar("Row", Act, Text)


@dataclass(frozen=True, slots=True)
class Ending:
    rule: Rule
    at: datetime
    source: str
    why: str


def endings(
    inputs: ContributionInputs, until: datetime, withdrawn_days: Callable[[datetime], int]
) -> Mapping[int, Ending]:
    """By act, the first one before `until`. `withdrawn_days`: how many are soon, by the moment."""
    found: dict[int, Ending] = {}
    known = frozenset(each.id for each in inputs.acts)
    for act, ending in sorted(
        _all(inputs, withdrawn_days), key=lambda each: (each[1].at, each[1].rule, each[1].source)
    ):
        if act in known and ending.at < until:
            found.setdefault(act, ending)
    return found


def _all(
    inputs: ContributionInputs, withdrawn_days: Callable[[datetime], int]
) -> Iterator[tuple[int, Ending]]:
    for each in inputs.reversals:
        why = f"贡献被撤销：{each.reason}"
        yield each.act, Ending(Rule.REVERSED, each.at, source("reversal", each.act), why)
    acts = _by_entry(inputs.acts)
    for entry, texts in _by_entry(inputs.texts).items():
        yield from _withdrawn(acts.get(entry, []), texts, withdrawn_days)
        yield from _undone(acts.get(entry, []), texts)


def _withdrawn(
    acts: Sequence[Act], texts: Sequence[Text], days_at: Callable[[datetime], int]
) -> Iterator[tuple[int, Ending]]:
    for text in texts:
        if text.answer is not None or text.expected:
            continue
        days = days_at(text.at)
        why = f"生效不到 {days} 天就下架了"
        ending = Ending(Rule.WITHDRAWN, text.at, source("publication", text.number), why)
        for act in acts:
            soon = timedelta() <= text.at - act.at <= timedelta(days=days)
            if soon and act.kind is not ContributionKind.RECHECK:
                yield act.id, ending


def _undone(acts: Sequence[Act], texts: Sequence[Text]) -> Iterator[tuple[int, Ending]]:
    by_number: dict[int, list[Act]] = {}
    for act in acts:
        if act.kind in REWORDING:
            by_number.setdefault(act.number, []).append(act)
    for text, moved in _returns(texts):
        why = "内容改回了以前的样子，改过去和改回来都不计"
        ending = Ending(Rule.UNDONE, text.at, source("publication", text.number), why)
        for number in (*moved, text.number):
            yield from ((act.id, ending) for act in by_number.get(number, ()))


def _returns(texts: Sequence[Text]) -> Iterator[tuple[Text, list[int]]]:
    """Each text that takes up an earlier wording again, with the numbers of those that had moved
    away from it. What was taken back is forgotten: whoever brings it once more begins anew."""
    answers: list[_Wording] = []
    rests: list[_Wording] = []
    for text in texts:
        if text.answer is None or text.rest is None:
            continue
        moved = _take_up(answers, _Wording(text.answer, text.number))
        beside = _take_up(rests, _Wording(text.rest, text.number))
        if moved is None:  # the answer stayed: the rest decides
            moved = beside
        if moved:
            yield text, moved


def _take_up(past: list["_Wording"], wording: "_Wording") -> list[int] | None:
    """What it takes back: none of a wording never seen. None where it is the last one still."""
    if past and past[-1].said == wording.said:
        return None
    place = next((at for at, each in enumerate(past) if each.said == wording.said), None)
    if place is None:
        past.append(wording)
        return []
    moved = [each.number for each in past[place + 1 :]]
    del past[place + 1 :]
    return moved


@dataclass(frozen=True, slots=True)
class _Wording:
    said: str
    number: int


def _by_entry(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Of each entry in order of their numbers."""
    found: dict[str, list[Row]] = {}
    for each in sorted(rows, key=lambda each: (each.entry, each.number, each.at)):
        found.setdefault(each.entry, []).append(each)
    return found
