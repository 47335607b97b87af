"""The facts a text states, each with what it is about: 周末打羽毛球每小时15元 is a price by the
hour, of badminton, on Saturday and Sunday."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.text.figures import ALL_DAY, FactKind, Figure, days_of, figures, window_of
from kb.text.query import Analyzer, Mention

CONDITIONS = frozenset(["weekday", "daypart", "season", "holiday"])
"""kinds of mention that say when a fact holds, not what it is about"""
DONE = "act"
"""the kind of mention that says what is done: it stands with the words"""
MOST_CLAUSES = 200

_LINE = re.compile(r"[。！？；\n!?;]+")
_CLAUSE = re.compile(r"，+|,(?!\d{3}(?!\d))")
_BULLET = re.compile(r"^\s*(?:[-·•]|\d+[.、)）](?=\s))\s*")
_HEAD = re.compile(r"^([^：:]{1,20})[：:](?!\d)\s*")
_MARKUP = re.compile(r"[*_`#>]+")
_VALID = re.compile(r"有效期|有效|用多久|用多长|过期|到期|使用期")
_SAID = re.compile(r"\d+(?::\d\d|\.\d+)?|[零一二两三四五六七八九十百千万半]+")
_NUMERAL = re.compile(r"\d+(?:[:.]\d+)*|[零一二两三四五六七八九十百千万半]+")
"""also those that stay as they were said: 一件, 两三个"""
_DULL = re.compile(
    "请|您|您的|我|我们|会|是|的|了|在|到|都|就|要|也|还|等|和|与|从|后|前|内|以后|以前|以内|每|元|小时|次|张"
    "|年|月|天|分钟|周|岁|可|可以|能|大约|大概|默认|用|给|把|由|再|只|只要|最多|最少|不|没|以上|以下|开始|全天"
    "|个|这|那|里|上|下|有|为|对|提前|如果"
)
_WHETHER = (
    (
        "fee",
        "免费",
        re.compile(r"免费(?!体验|参观|试|领)|不收(?:取)?(?:任何)?(?:费|钱)|不(?:要|用|花)钱"),
    ),
    (
        "fee",
        "收费",
        re.compile(
            r"(?<![不免么何否])收费(?!标准|吗|么|不)|(?<!不)要收钱|(?<![不用])要钱(?!吗|么|不)"
        ),
    ),
    (
        "can",
        "不可以",
        re.compile(r"不可以|不能|不允许|不得|禁止|(?:请|也)?不要|请?勿|谢绝|不许|不让"),
    ),
    ("can", "可以", re.compile(r"(?<!不)可以(?!不)|允许(?!吗)")),
    ("need", "不需要", re.compile(r"不需要|不用|无需|不必|无须|不要求")),
    ("need", "需要", re.compile(r"(?<!不)需要|(?<!不)必须|(?<![不无])须")),
)
_BARE = {"可以": "can", "可": "can", "能": "can", "要": "need", "要的": "need", "需要": "need"}
_BARE_NOT = {"不可以": "can", "不能": "can", "不行": "can", "不用": "need", "不需要": "need"}
_ASKED = {
    "can": re.compile(r"可以|能|让"),
    "need": re.compile(r"要|需要|必须"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    figure: Figure
    topics: frozenset[Mention]
    named: frozenset[str]
    """the kinds of those that the line itself names; the others come from the question"""
    days: frozenset[int]
    window: tuple[int, int]
    near: frozenset[str]
    """the words next to the figure: what it measures"""
    words: frozenset[str]
    """of the clause and the question"""
    said_with: frozenset[str]
    """of the clause alone"""
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
    polar = [value for _, value, cue in _WHETHER for _ in cue.finditer(settled)]
    return (*spans, *polar)


@dataclass(frozen=True, slots=True)
class _Line:
    """`title` stands before the colon; `text` is the line in settled form."""

    title: str
    text: str
    topics: frozenset[Mention]


class _Asked:
    def __init__(self, question: str, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._question = analyzer.analyze(question, approved=True)
        self._topics = _topics(self._question.mentions)
        self._words = self._telling(question)

    def read(self, line: str) -> Iterator[Fact]:
        head = _HEAD.match(line)
        title = head[1] if head else ""
        body = line[head.end() :] if head else line
        whole = _Line(
            title,
            self._analyzer.analyze(line, approved=True).text,
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
        for figure in (*figures(query.text), *self._whether(query.text)):
            if figure.kind is FactKind.DAYS and not (about or figure.role):
                continue  # 周一至周五 of the opening hours is when, not what
            priced = figure.kind is FactKind.MONEY
            yield Fact(
                figure=self._as_valid(figure, f"{line.title}{raw}"),
                topics=about,
                named=frozenset(kind for kind, _ in own),
                days=days_of(query.text) or days_of(line.text),
                window=window_of(line.text) if priced else ALL_DAY,
                near=self._near(query.text, figure) or self._telling(line.title),
                words=words | self._words,
                said_with=words,
                clause=raw,
                said=_as_said(raw, figure),
            )

    def _whether(self, text: str) -> Iterator[Figure]:
        bare = text.strip(" 。.!")
        for table, no in ((_BARE, ""), (_BARE_NOT, "不")):
            what = table.get(bare)
            if what and _ASKED[what].search(self._question.text):
                value = f"{no}{'可以' if what == 'can' else '需要'}"
                yield Figure(FactKind.WHETHER, value, bare, 0, per=what)
                return
        for what, value, cue in _WHETHER:
            for found in cue.finditer(text):
                yield Figure(FactKind.WHETHER, value, found[0], found.start(), per=what)

    def _as_valid(self, figure: Figure, clause: str) -> Figure:
        if figure.kind is not FactKind.SPAN or figure.role or figure.per:
            return figure
        asked = _VALID.search(self._question.text) and not figure.value.endswith("分钟")
        if asked or _VALID.search(clause):
            return Figure(figure.kind, figure.value, figure.said, figure.start, role="valid")
        return figure

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
    for found in _SAID.finditer(raw):
        if found[0] in figure.said or not found[0][0].isdigit():
            return found[0]
    return raw
