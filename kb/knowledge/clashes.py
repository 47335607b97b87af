"""Where two texts state different facts of the same thing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.text.facts import Fact
from kb.text.figures import FactKind

ENOUGH = 0.3
"""share of the words two clauses must have in common when neither names a thing the club knows"""
HALF = 0.5
"""… and when nothing stands beside the figure either"""
NEARLY_ALL = 0.6
"""… and of the words of the clauses alone, where a figure has nothing but a verb beside it"""


@dataclass(frozen=True, slots=True)
class Clash:
    mine: Fact
    theirs: Fact


def clashes(mine: Sequence[Fact], theirs: Sequence[Fact]) -> tuple[Clash, ...]:
    """One for each of my facts that nothing over there agrees with, though something speaks of
    the same."""
    return tuple(_clashes(mine, theirs))


def _clashes(mine: Sequence[Fact], theirs: Sequence[Fact]) -> Iterator[Clash]:
    for fact in mine:
        rivals = [each for each in theirs if _speak_of_the_same(fact, each)]
        if rivals and not any(_agree(fact, each) for each in rivals):
            yield Clash(fact, rivals[0])


def _agree(one: Fact, other: Fact) -> bool:
    if one.figure.kind is FactKind.DAYS and not one.figure.role:
        return one.days <= other.days or other.days <= one.days
    return one.figure.kind is other.figure.kind and one.figure.value == other.figure.value


def _speak_of_the_same(one: Fact, other: Fact) -> bool:
    if not (_overlap(one, other) and _same_topics(one, other)):
        return False
    kinds = {one.figure.kind, other.figure.kind}
    if kinds == {FactKind.WHETHER, FactKind.MONEY}:
        return _free_and_priced(one, other) or _free_and_priced(other, one)
    if len(kinds) > 1 or one.figure.per != other.figure.per or one.figure.role != other.figure.role:
        return False
    return _same_measure(one, other)


def _same_measure(one: Fact, other: Fact) -> bool:
    if not one.topics:
        return _same_without_topic(one, other)
    figure = one.figure
    stated = figure.kind in {FactKind.TIME, FactKind.DAYS} or figure.role == "valid"
    counted = figure.kind is FactKind.MONEY and figure.per
    if stated or counted or figure.per == "fee":
        return True
    if figure.kind is FactKind.WHETHER:
        return bool(one.near & other.near)
    return bool(one.near & other.near) or not (one.near or other.near)


def _same_without_topic(one: Fact, other: Fact) -> bool:
    """Nothing but words tells here what a figure is of."""
    if one.figure.per == "fee":
        return bool(one.near & other.near)
    if one.figure.role in {"start", "end"} or one.figure.per == "ahead":
        return _common(one, other) >= ENOUGH
    if not (one.near and other.near):
        return _common(one, other) >= HALF
    if one.figure.kind is FactKind.WHETHER:
        return bool(one.near & other.near) and _common(one, other) >= ENOUGH
    return bool(one.near & other.near) and _same_words(one, other)


def _free_and_priced(free: Fact, priced: Fact) -> bool:
    return (
        free.figure.value == "免费"
        and priced.figure.kind is FactKind.MONEY
        and bool(priced.figure.per)
        and bool(free.topics)
    )


def _same_words(one: Fact, other: Fact) -> bool:
    """部门1小时内答复 is not what 5分钟内答复 says."""
    ones, others = one.said_with, other.said_with
    return len(ones & others) >= NEARLY_ALL * len(ones | others)


def _common(one: Fact, other: Fact) -> float:
    return len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))


def _overlap(one: Fact, other: Fact) -> bool:
    """Both may hold at one moment; for which days themselves are told that is not asked."""
    told = one.figure.kind is FactKind.DAYS
    if not told and one.days and other.days and not one.days & other.days:
        return False
    return one.window[0] < other.window[1] and other.window[0] < one.window[1]


def _same_topics(one: Fact, other: Fact) -> bool:
    ones, others = ({kind for kind, _ in each.topics} for each in (one, other))
    if ones == others:
        return all(_alike(_of(one, kind), _of(other, kind)) for kind in ones)
    # A question may name more than its answer's line is about; then the rest has to be the same.
    if (ones - others) & one.named or (others - ones) & other.named:
        return False
    both = ones & others
    return bool(both) and all(_of(one, kind) & _of(other, kind) for kind in both)


def _of(fact: Fact, kind: str) -> frozenset[str]:
    return frozenset(value for each, value in fact.topics if each == kind)


def _alike(ones: frozenset[str], others: frozenset[str]) -> bool:
    """季卡 of a text on yoga is the 瑜伽季卡 of another."""
    return any(
        one == other or one.endswith(other) or other.endswith(one)
        for one in ones
        for other in others
    )
