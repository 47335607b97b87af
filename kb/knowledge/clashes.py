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

STATED = frozenset(["valid", "discount", "refund"])
"""sides of a figure that tell by themselves what it measures"""
BY_HEAD_OR_COURT = frozenset(["人", "场"])


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
    mine, theirs = one.figure, other.figure
    if mine.kind is FactKind.DAYS and not mine.role:
        return one.when.days <= other.when.days or other.when.days <= one.when.days
    if mine.kind is FactKind.MONEY and {mine.by, theirs.by} == BY_HEAD_OR_COURT:
        return False
    if mine.kind is FactKind.AGE and mine.role != theirs.role:
        return False
    return mine.kind is theirs.kind and mine.value == theirs.value


def _speak_of_the_same(one: Fact, other: Fact) -> bool:
    told = one.figure.kind is FactKind.DAYS
    if not (one.when.may_meet(other.when, any_day=told) and _same_topics(one, other)):
        return False
    if one.figure.kind is not other.figure.kind:
        return _free_and_priced(one, other) or _free_and_priced(other, one)
    return _counted_alike(one, other) and _same_measure(one, other)


def _counted_alike(one: Fact, other: Fact) -> bool:
    """One and the same amount for each head and for each court is not twice the same price. Nor
    can 满18岁 and 18岁以下 both be what is let in."""
    mine, theirs = one.figure, other.figure
    equal = mine.value == theirs.value
    if mine.kind is FactKind.AGE and {mine.role, theirs.role} == {"least", "most"}:
        return equal
    if mine.role != theirs.role:
        return False
    if mine.kind is FactKind.MONEY and {mine.by, theirs.by} == BY_HEAD_OR_COURT:
        return equal and (mine.per == theirs.per or {mine.per, theirs.per} == BY_HEAD_OR_COURT)
    return mine.per == theirs.per


def _same_measure(one: Fact, other: Fact) -> bool:
    if not one.topics:
        return _same_without_topic(one, other)
    figure = one.figure
    if figure.kind is FactKind.AGE and one.priced == other.priced:
        return True
    stated = figure.kind in {FactKind.TIME, FactKind.DAYS} or figure.role in STATED
    counted = figure.kind in {FactKind.MONEY, FactKind.SPAN} and figure.per
    if stated or counted or figure.per in {"fee", "open"} or "/" in figure.per:
        return True
    if figure.kind is FactKind.WHETHER:
        return bool(one.near & other.near)
    if figure.role and (one.near & other.said_with or other.near & one.said_with):
        return True
    return bool(one.near & other.near) or not (one.near or other.near)


def _same_without_topic(one: Fact, other: Fact) -> bool:
    """Nothing but words tells here what a figure is of."""
    if one.figure.per == "open":
        return not other.topics
    if one.figure.per == "fee":
        return bool(one.near & other.near)
    if one.figure.role in {"start", "end"} or one.figure.per == "ahead":
        return _common(one, other) >= ENOUGH and _nothing_else(one, other)
    if not (one.near and other.near):
        return _common(one, other) >= HALF
    if one.figure.kind is FactKind.WHETHER:
        return bool(one.near & other.near) and _common(one, other) >= ENOUGH
    return bool(one.near & other.near) and _same_words(one, other)


def _free_and_priced(free: Fact, priced: Fact) -> bool:
    if free.figure.value != "免费" or not free.topics:
        return False
    figure = priced.figure
    return bool(figure.kind is FactKind.MONEY and figure.per) or figure.role == "discount"


def _nothing_else(one: Fact, other: Fact) -> bool:
    """One of the clauses names nothing that the other text does not: no 自习室 beside the 总馆."""
    return one.said_with <= other.words or other.said_with <= one.words


def _same_words(one: Fact, other: Fact) -> bool:
    """部门1小时内答复 is not what 5分钟内答复 says."""
    ones, others = one.said_with, other.said_with
    return len(ones & others) >= NEARLY_ALL * len(ones | others)


def _common(one: Fact, other: Fact) -> float:
    return len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))


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
