"""The words of an HTML mail, without what it quotes. Nothing in it is loaded or followed.

The library's parser takes time by the square of what is malformed, so tags are found here."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

LONGEST = 1_000_000
_SILENT = frozenset({"script", "style", "head", "title", "blockquote", "template"})
_RAW = frozenset({"script", "style"})
"""in these nothing is a tag but their own end"""
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "table", "ul", "ol", "hr"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base"})
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})([^<>]{0,5000})>")
_MARKS = re.compile(r"\b(?:class|id)\s{0,9}=([^>=]{0,300})", re.IGNORECASE)
_QUOTED = re.compile(
    r"gmail_quote|gmail_signature|moz-cite-prefix|yahoo_quoted|ntes-mailmaster-quote"
    r"|isReplyContent|mail-editor-reference|foxmail_quote"
)


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    ends: bool
    attributes: str


class _Reader:
    def __init__(self) -> None:
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._count: Counter[str] = Counter()

    def take(self, piece: str | _Tag) -> None:
        if isinstance(piece, str):
            if not self._silent:
                self.words.append(re.sub(r"\s+", " ", unescape(piece)))
            return
        if piece.name in _BLOCKS:
            self.words.append("\n")
        if piece.ends:
            self._close(piece.name)
        elif piece.name not in _VOID:
            marked = any(_QUOTED.search(each) for each in _MARKS.findall(piece.attributes))
            self._open.append((piece.name, self._silent or piece.name in _SILENT or marked))
            self._count[piece.name] += 1

    def _close(self, name: str) -> None:
        while self._count[name]:
            closed, _ = self._open.pop()
            self._count[closed] -= 1
            if closed == name:
                break

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def words_of_html(html: str) -> str:
    """Of the first million characters."""
    reader = _Reader()
    for each in _pieces(html[:LONGEST]):
        reader.take(each)
    lines = (line.strip() for line in "".join(reader.words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(html: str) -> Iterator[str | _Tag]:
    """A `<` that begins no tag is a word like others."""
    place = 0
    while (begin := html.find("<", place)) >= 0:
        yield html[place:begin]
        tag = _TAG.match(html, begin)
        if html.startswith(("<!", "<?"), begin):
            place = _after(html, "-->" if html.startswith("<!--", begin) else ">", begin)
        elif tag is None:
            yield "<"
            place = begin + 1
        else:
            found = _Tag(tag[2].lower(), bool(tag[1]), tag[3])
            yield found
            place = tag.end()
            if found.name in _RAW and not found.ends:
                place = _end_of_raw(html, found.name, place)
    yield html[place:]


def _after(html: str, sign: str, begin: int) -> int:
    found = html.find(sign, begin)
    return len(html) if found < 0 else found + len(sign)


def _end_of_raw(html: str, name: str, begin: int) -> int:
    found = re.compile(rf"</{name}", re.IGNORECASE).search(html, begin)
    return found.start() if found else len(html)
