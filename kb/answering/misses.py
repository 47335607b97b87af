"""When an assistant that does not help should offer a person of its own accord."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.terms import DecisionKind, Reason


@dataclass(frozen=True, slots=True)
class Step:
    """One question and what became of it. `helpful`: what the member said of the answer, None
    where they said nothing; `entries`: the ids of those answered with."""

    kind: DecisionKind
    reason: Reason | None = None
    helpful: bool | None = None
    entries: tuple[str, ...] = ()


def offers_person(steps: Sequence[Step]) -> bool:
    """Two misses in a row, or a word that the last answer did not help. Who is handed over has a
    person already; a courtesy between two misses changes nothing."""
    counting = [each for each in steps if not _is_courtesy(each)]
    if not counting or counting[-1].kind is DecisionKind.HANDOFF:
        return False
    if counting[-1].helpful is False:
        return True
    if len(counting) < 2 or counting[-1].helpful:
        return False
    before, last = counting[-2:]
    return (_is_miss(before) and _is_miss(last)) or _says_the_same(before, last)


def _is_courtesy(step: Step) -> bool:
    return step.kind is DecisionKind.SMALLTALK and step.reason is not Reason.UNREADABLE


def _is_miss(step: Step) -> bool:
    """Asked back, not understood, or answered with what did not help."""
    if step.kind is DecisionKind.ANSWER:
        return step.helpful is False
    return step.kind in (DecisionKind.CLARIFY, DecisionKind.SMALLTALK)


def _says_the_same(before: Step, last: Step) -> bool:
    """Who asks again after an answer is not helped by the same one."""
    both = before.kind is last.kind is DecisionKind.ANSWER
    return both and not before.helpful and before.entries == last.entries
