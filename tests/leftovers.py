"""What a page in another language still says in Chinese, somebody's own words aside.

Those are marked where they are put into a page: by `| untouched` and `| approved`, and where the
database has them as they stand."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from markupsafe import Markup
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from kb.text.traditional import as_said_there
from webapp.translating import approved, pages
from webapp.translating.catalog import FOLDER, HAN, TRANSLATED, key_of, read, translate

BEGIN, END = "\ue000", "\ue001"
MARKED = re.compile(f"{BEGIN}[^{END}]*{END}?")
SIGNS = " …“”\"'「」（）()：:。.，,;；·?？!！←→\u3000"
RUN = re.compile(r"[㐀-鿿](?:[^a-zA-Z]*[㐀-鿿])?…?")
"""from the first Chinese character to the last before something else is said"""
BETWEEN = re.compile(r" · |[：:、，；,;\u3000]|(?<=\d) ")
TOLD_BY_US = {("notices", "text"), ("stage_clocks", "cause"), ("clock_events", "cause")}
"""columns of sentences that code put together"""
NAMES = re.compile("爱玛会体育俱乐部|愛瑪會體育俱樂部|场边|場邊|简体|繁體|\\{[^}]+\\}")
LONG = 4
"""characters; a part so long is known for a piece of what the database has"""
VOID = {"meta", "link", "img", "input", "br", "hr", "col", "wbr", "source"}
READ = {"alt", "aria-label", "aria-description", "title", "placeholder", "label", "content"}
NOT_SAID = {"script", "style", "textarea"}


class Data:
    """Words of people, as the database has them."""

    def __init__(self, session: Session) -> None:
        ours = {key_of(str(each.id)) for each in read(FOLDER / "en" / TRANSLATED)}
        self.known = {_flat(each) for each in _stored(session)} - ours
        self.ours = ours
        self.whole = "\n".join(self.known)

    def has(self, words: str) -> bool:
        return self._has(words) or all(self._has(part) for part in BETWEEN.split(words))

    def _has(self, words: str) -> bool:
        bare = _flat(words).strip(SIGNS)
        if not HAN.search(bare):
            return True
        if bare in self.ours:
            return False
        is_piece = len(bare) >= LONG or words.endswith("…")
        return bare in self.known or (is_piece and bare in self.whole)


def _stored(session: Session) -> Iterator[str]:
    tables = inspect(session.connection())
    for table in tables.get_table_names():
        for row in session.execute(text(f'SELECT * FROM "{table}"')).mappings():
            for column, value in row.items():
                if isinstance(value, str) and (table, column) not in TOLD_BY_US:
                    yield from _strings(value)


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str() if value[:1] in ("{", "["):
            try:
                yield from _strings(json.loads(value))
            except ValueError:
                yield value
        case str() if HAN.search(value):
            yield value
        case dict():
            for key, each in value.items():
                yield from (*_strings(key), *_strings(each))
        case list():
            for each in value:
                yield from _strings(each)


def mark_data(app: Flask, data: Data) -> None:
    """Pages of this application then say which of their words are somebody's own."""

    def marked(value: Any) -> Any:
        return pages.Untouched(f"{BEGIN}{value}{END}") if isinstance(value, str) else value

    def finalizer(language: str) -> Callable[[Any], Any]:
        def finalize(value: Any) -> Any:
            if not isinstance(value, str) or isinstance(value, pages.Untouched | Markup):
                return value
            told = translate(str(value), language, sure=True)
            return marked(value) if told == value and data.has(value) else told

        return finalize

    filters = app.jinja_env.filters
    filters["untouched"] = lambda value: marked(value) if type(value) is str else value
    filters["approved"] = lambda value: marked(approved.approved(value))
    for each in ("en", "zh-Hant"):
        app.jinja_env._in(each).finalize = finalizer(each)  # type: ignore[attr-defined]


class Reader(HTMLParser):
    """What a page says in its own language, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        foreign = (tag != "html" and "lang" in given) or tag in NOT_SAID
        if tag not in VOID:
            self.open.append((tag, foreign))
        if tag == "a" and "download" not in given:
            self.links.append(unmarked(given.get("href", "")))
        if not foreign and not any(each for _, each in self.open):
            for name, value in given.items():
                if _is_said(name, tag, given):
                    self.said += _strings(value) if name == "data-chart" else [value]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(each for _, each in self.open):
            self.said.append(data)


def _is_said(name: str, tag: str, given: dict[str, str]) -> bool:
    pressed = tag == "input" and given.get("type") in ("submit", "button")
    return name in READ or name.startswith("data-") or (name == "value" and pressed)


def left_over(page: str, is_left: Callable[[str, Data], bool], data: Data) -> list[str]:
    bare = (_flat(NAMES.sub("", MARKED.sub("", each))) for each in Reader(page).said)
    return [each for each in bare if is_left(each, data)]


def is_chinese(words: str, data: Data) -> bool:
    return not all(data.has(run) for run in RUN.findall(words))


def is_simplified(words: str, data: Data) -> bool:
    told = as_said_there(words)
    if len(told) != len(words):
        return True
    wrong = (at for at, (one, other) in enumerate(zip(words, told, strict=True)) if one != other)
    return not all(
        words[max(at - 1, 0) : at + 1] in data.whole or words[at : at + 2] in data.whole
        for at in wrong
    )


def unmarked(words: str) -> str:
    return words.replace(BEGIN, "").replace(END, "")


def _flat(words: str) -> str:
    return " ".join(words.split())
