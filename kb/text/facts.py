"""The facts a text states, each with what it is about: 周末打羽毛球每小时15元 is a price by the
hour, of badminton, on Saturday and Sunday."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from kb.text.conditions import ALL_DAY, Condition, condition_of
from kb.text.figures import FactKind, Figure, figures
from kb.text.numeral import read_numeral
from kb.text.polarity import BARRED, polarity, said_of
from kb.text.query import Analyzer, Mention

CONDITIONS = frozenset(["weekday", "daypart", "season", "holiday", "unit"])
"""kinds of mention that say when a fact holds, not what it is about"""
TOLD_BY_FIGURE = {
    FactKind.AGE: frozenset(["person", "service"]),
    FactKind.SHARE: frozenset(["offer", "service"]),
}
"""kinds of mention that only say once more what a figure is: 小孩 of an age, 优惠 of 8折"""
DONE = "act"
"""the kind of mention that says what is done: it stands with the words"""
MOST_CLAUSES = 200
MOST_FIGURES = 30
"""of one clause"""

_LINE = re.compile(r"[。！？；\n!?;]+")
_CLAUSE = re.compile(r"，+|,(?!\d{3}(?!\d))")
_BULLET = re.compile(r"^\s*(?:[-·•]|\d+[.、)）](?=\s))\s*")
_HEAD = re.compile(r"^([^：:]{1,20})[：:](?!\d)\s*")
_MARKUP = re.compile(r"[*_`#>]+")
_VALID = re.compile(r"有效期|有效|用多久|用多长|过期|到期|使用期")
_SAID = re.compile(r"\d+(?::\d\d|\.\d+)?|[零一二两三四五六七八九十百千万半]+")
_NUMERAL = re.compile(r"\d+(?:[:.]\d+)*|[零一二两三四五六七八九十百千万半]+")
"""also those that stay as they were said: 一件, 两三个"""
_HALF = {"半": "0.5"}
_DULL = re.compile(
    "请|您|您的|我|我们|会|是|的|了|在|到|都|就|要|也|还|等|和|与|从|后|前|内|以后|以前|以内|每|元|小时|次|张"
    "|年|月|天|分钟|周|岁|可|可以|能|大约|大概|默认|用|给|把|由|再|只|只要|最多|最少|不|没|以上|以下|开始|全天"
    "|个|这|那|里|上|下|有|为|对|提前|如果"
)


@dataclass(frozen=True, slots=True)
class Fact:
    figure: Figure
    topics: frozenset[Mention]
    named: frozenset[str]
    """the kinds of those that the line itself names; the others come from the question"""
    when: Condition
    near: frozenset[str]
    """the words next to the figure: what it measures"""
    words: frozenset[str]
    """of the clause and the question"""
    said_with: frozenset[str]
    """of the clause alone"""
    priced: frozenset[str]
    """what its clause says of a price: 30元, 免费, 50%"""
    clause: str
    said: str
    """as it stands in the clause; all of the clause where it was put in other words"""


def facts_of(question: str, answer: str, analyzer: Analyzer) -> tuple[Fact, ...]:
    """In the order they are stated."""
    asked = _Asked(question, analyzer)
    found: list[Fact] = []
    for line in [*_LINE.split(_MARKUP.sub("", answer))][:MOST_CLAUSES]:
        found += asked.read(_BULLET.sub("", line))
    return tuple(found)


def figures_said(text: str, analyzer: Analyzer) -> tuple[str, ...]:
    """Every number and every yes or no of a text, in order: what a typing fix must not touch."""
    settled = analyzer.analyze(text, approved=True).text
    spans = [found[0] for found in _NUMERAL.finditer(settled)]
    return (*spans, *said_of(settled))


@dataclass(frozen=True, slots=True)
class _Line:
    """`title` stands before the colon."""

    title: str
    when: Condition
    topics: frozenset[Mention]


class _Asked:
    def __init__(self, question: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._question = analyzer.analyze(question, approved=True)
        self._topics = _topics(self._question.mentions)
        self._words = self._telling(question)
        when = condition_of(self._question.text, self._question.mentions)
        self._when = replace(when, window=ALL_DAY)

    def read(self, line: str) -> Iterator[Fact]:
        head = _HEAD.match(line)
        title = head[1] if head else ""
        body = line[head.end() :] if head else line
        read = self._analyzer.analyze(line, approved=True)
        whole = _Line(
            title,
            condition_of(read.text, read.mentions),
            _topics(self._analyzer.analyze(title, approved=True).mentions),
        )
        for clause in _CLAUSE.split(body):
            if clause.strip():
                yield from self._clause(clause.strip(), whole)

    def _clause(self, raw: str, line: _Line) -> Iterator[Fact]:
        query = self._analyzer.analyze(raw, approved=True)
        own = _inherit(_topics(query.mentions), line.topics)
        about = _inherit(own, self._topics)
        words = self._telling(f"{line.title} {raw}")
        told = chain(figures(query.text), polarity(query.text, self._question.text))
        stated = tuple(islice(told, MOST_FIGURES))
        when = condition_of(query.text, query.mentions).within(line.when).within(self._when)
        for figure in map(_as_allowed if BARRED.search(query.text) else _as_it_is, stated):
            if not self._is_fact(figure, stated, about, when):
                continue
            yield Fact(
                figure=self._as_valid(figure, f"{line.title}{raw}"),
                topics=_but(about, figure),
                named=frozenset(kind for kind, _ in own),
                when=_when(figure, when),
                near=self._near(query.text, figure) or self._telling(line.title),
                words=words | self._words,
                said_with=words,
                priced=frozenset(each.value for each in stated if _is_price(each)),
                clause=raw,
                said=_as_said(raw, figure),
            )

    def _is_fact(
        self,
        figure: Figure,
        stated: Sequence[Figure],
        about: frozenset[Mention],
        when: Condition,
    ) -> bool:
        """周一至周五 of the opening hours is when, not what, as is a day that was asked for, and
        22:30 of 22:30停止营业. 开放 tells nothing where no day is named."""
        if figure.kind is FactKind.DAYS:
            return bool(figure.role or (about and not self._when.names_a_day))
        if figure.per == "open":
            timed = any(each.kind is FactKind.TIME for each in stated)
            return when.names_a_day and not (timed and figure.value == "关闭")
        return True

    def _as_valid(self, figure: Figure, clause: str) -> Figure:
        if figure.kind is not FactKind.SPAN or figure.role == "least" or figure.per:
            return figure
        asked = _VALID.search(self._question.text) and not figure.value.endswith("分钟")
        return replace(figure, role="valid") if asked or _VALID.search(clause) else figure

    def _near(self, text: str, figure: Figure) -> frozenset[str]:
        before = self._telling_in_order(text[: figure.start])
        after = self._telling_in_order(text[figure.start + len(figure.said) :])
        if figure.kind is FactKind.WHETHER and not (before or after):
            return self._words
        if figure.kind is FactKind.WHETHER:
            return frozenset(after[:2] or before[-1:])
        return frozenset(each for each in (*before[-1:], *after[:1]) if not self._is_topic(each))

    def _is_topic(self, word: str) -> bool:
        """季卡 before a price is what it is the price of, and among the topics already."""
        found = self._analyzer.find_mentions(word)
        return any(_topics(pairs) for _, pairs in found)

    def _telling(self, text: str) -> frozenset[str]:
        return frozenset(self._telling_in_order(text))

    def _telling_in_order(self, text: str) -> list[str]:
        words = self._analyzer.analyze(text, approved=True).words if text.strip() else ()
        return [
            each
            for each in words
            if not _DULL.fullmatch(each)
            and not each[0].isdigit()
            and not self._analyzer.is_plain(each)
        ]


def _when(figure: Figure, when: Condition) -> Condition:
    """Of hours and ages themselves none is a condition."""
    if figure.kind is FactKind.AGE:
        return replace(when, window=ALL_DAY, limits=())
    return when if figure.kind is FactKind.MONEY else replace(when, window=ALL_DAY)


def _but(about: frozenset[Mention], figure: Figure) -> frozenset[Mention]:
    told = TOLD_BY_FIGURE.get(figure.kind, frozenset())
    if figure.per == "open":
        told = frozenset(["service"])
    return frozenset(each for each in about if each[0] not in told)


def _is_price(figure: Figure) -> bool:
    return figure.kind in {FactKind.MONEY, FactKind.SHARE} or figure.per == "fee"


def _as_it_is(figure: Figure) -> Figure:
    return figure


def _as_allowed(figure: Figure) -> Figure:
    """Who is barred under 18 is let in from 18."""
    sides = {"least": "most", "most": "least"}
    if figure.kind is not FactKind.AGE:
        return figure
    return replace(figure, role=sides.get(figure.role, figure.role))


def _topics(mentions: frozenset[Mention]) -> frozenset[Mention]:
    return frozenset(each for each in mentions if each[0] not in CONDITIONS and each[0] != DONE)


def _inherit(own: frozenset[Mention], above: frozenset[Mention]) -> frozenset[Mention]:
    """What the text above speaks of, but for the kinds that are named here."""
    kinds = {kind for kind, _ in own}
    return own | frozenset(each for each in above if each[0] not in kinds)


def _as_said(raw: str, figure: Figure) -> str:
    if figure.said in raw:
        return figure.said
    if figure.value in raw:
        return figure.value
    if figure.kind is FactKind.WHETHER:
        return raw
    numerals = [each[0] for each in _SAID.finditer(raw)]
    same = (each for each in numerals if _HALF.get(each, read_numeral(each)) == figure.number)
    near = (each for each in numerals if each in figure.said or not each[0].isdigit())
    return next(same, next(near, raw))
