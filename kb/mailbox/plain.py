"""The words of an HTML mail, without what it quotes. Nothing in it is loaded or followed."""

import re
from html.parser import HTMLParser

_SILENT = frozenset({"script", "style", "head", "title", "blockquote", "template"})
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "table", "ul", "ol", "hr"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base"})
_QUOTED = re.compile(
    r"gmail_quote|gmail_signature|moz-cite-prefix|yahoo_quoted|ntes-mailmaster-quote"
    r"|isReplyContent|mail-editor-reference|foxmail_quote"
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.words.append("\n")
        if tag not in _VOID:
            marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"})
            hushed = self._silent or tag in _SILENT or bool(_QUOTED.search(marks))
            self._open.append((tag, hushed))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.words.append("\n")
        places = [place for place, each in enumerate(self._open) if each[0] == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(re.sub(r"\s+", " ", data))

    @property
    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def words_of_html(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (line.strip() for line in "".join(reader.words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
