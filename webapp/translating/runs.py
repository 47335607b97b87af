"""A template's own words, found among its markup while it is compiled.

A run is the text between two tags, or in an attribute that people read, with the variables in it
as {0}, {1}. Whatever a form sends back, and every address, stays as it is."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from jinja2.lexer import Token

from webapp.translating.catalog import CHINESE, PLACE

Look = Callable[[str], str | None]
"""from a run to its translation"""

READ_ALOUD = frozenset(
    {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
    | {"data-head", "data-past"}
)
"""`data-head`: the name of a column, shown in each of its cells on a telephone; `data-past`: why
an entry found no longer holds, which a script reads out"""
RAW = frozenset({"script", "style", "textarea"})
UNTOUCHED = "untouched"
_OPENING = re.compile(r"<(?=[a-zA-Z/!])")
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*$")
_TAG = re.compile(r"<(/?[a-zA-Z]\w*)")


@dataclass
class Translator:
    look: Look
    tag: str | None = None
    """the markup of the tag one is in, so far"""
    quote: str = ""
    attribute: str = ""
    raw: str = ""
    run: list[str | list[Token]] = field(default_factory=list)
    line: int = 1

    def translate(self, stream: Iterable[Token]) -> Iterator[Token]:
        tokens = iter(stream)
        for token in tokens:
            self.line = token.lineno
            if token.type == "data":
                yield from self._data(str(token.value))
            elif token.type == "variable_begin":
                inner = [token, *_until(tokens, "variable_end")]
                yield from self._variable(inner)
            elif token.type == "block_begin":
                yield from self._flush()
                yield from self._strings([token, *_until(tokens, "block_end")])
            else:
                yield token
        yield from self._flush()

    def _data(self, text: str) -> Iterator[Token]:
        while text:
            if self.tag is None:
                text = yield from self._words(text)
            elif self.quote:
                text = yield from self._quoted(text)
            else:
                text = yield from self._markup(text)

    def _words(self, text: str) -> Iterator[Token]:  # type: ignore[misc]
        opening = re.search(rf"(?=</{self.raw}\b)", text) if self.raw else _OPENING.search(text)
        end = opening.start() if opening else len(text)
        self._say(text[:end])
        if opening:
            yield from self._flush()
            self.tag = ""
        return text[end:]

    def _quoted(self, text: str) -> Iterator[Token]:  # type: ignore[misc]
        end = text.find(self.quote)
        self._say(text if end < 0 else text[:end])
        if end < 0:
            return ""
        yield from self._flush()
        yield self._token("data", self.quote)
        self.quote = self.attribute = ""
        return text[end + 1 :]

    def _markup(self, text: str) -> Iterator[Token]:  # type: ignore[misc]
        stop = re.search(r"[\"'>]", text)
        end = stop.end() if stop else len(text)
        piece = text[:end]
        self.tag = f"{self.tag}{piece}"
        yield self._token("data", piece)
        if stop and stop[0] == ">":
            self._close_tag()
        elif stop:
            name = _ATTRIBUTE.search(self.tag[:-1])
            self.quote, self.attribute = stop[0], name[1].lower() if name else ""
        return text[end:]

    def _close_tag(self) -> None:
        name = _TAG.match(self.tag or "")
        self.raw = name[1].lower() if name and name[1].lower() in RAW else ""
        self.tag = None

    @property
    def _is_read(self) -> bool:
        if self.tag is None:
            return not self.raw
        return self.attribute in READ_ALOUD

    def _say(self, text: str) -> None:
        if text:
            self.run.append(text)

    def _variable(self, tokens: list[Token]) -> Iterator[Token]:
        if self._is_read:
            self.run.append(list(self._strings(tokens)))
            return
        yield from self._flush()
        begin, *inner, end = tokens
        yield begin
        if self.tag is None or self.quote:
            yield self._token("lparen", "(")
            yield from inner
            yield self._token("rparen", ")")
            yield self._token("pipe", "|")
            yield self._token("name", UNTOUCHED)
        else:
            yield from self._strings(inner)
        yield end

    def _strings(self, tokens: list[Token]) -> Iterator[Token]:
        """Words in an expression; not where they are compared with something."""
        compared = ("eq", "ne")
        for at, token in enumerate(tokens):
            around = {tokens[at - 1].type, tokens[min(at + 1, len(tokens) - 1)].type}
            told = None
            if token.type == "string" and CHINESE.search(token.value) and not around & {*compared}:
                told = self._told(token.value)
            yield token if told is None else Token(token.lineno, "string", told)

    def _told(self, text: str) -> str | None:
        bare = text.strip()
        told = self.look(bare) if bare else None
        return None if told is None else text.replace(bare, told)

    def _flush(self) -> Iterator[Token]:
        run, self.run = self.run, []
        kept = [each for each in run if not isinstance(each, str)]
        numbers = iter(range(len(kept)))
        said = "".join(e if isinstance(e, str) else f"{{{next(numbers)}}}" for e in run)
        speaks = self._is_read or self.attribute.startswith("data-")
        told = None
        if speaks and any(isinstance(each, str) and CHINESE.search(each) for each in run):
            told = self._told(said)
        if told is None:
            for each in run:
                yield from [self._token("data", each)] if isinstance(each, str) else each
            return
        if self.quote:
            told = told.replace(self.quote, "&quot;" if self.quote == '"' else "&#39;")
        for at, part in enumerate(PLACE.split(told)):
            if at % 2:
                yield from kept[int(part)]
            elif part:
                yield self._token("data", part)

    def _token(self, kind: str, value: str) -> Token:
        return Token(self.line, kind, value)


def _until(tokens: Iterator[Token], last: str) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type == last:
            return
