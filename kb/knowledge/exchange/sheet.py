"""Rows of cells under a row of titles, as sheets and CSV have them."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from kb.errors import BadInput
from kb.knowledge.exchange.fields import COLUMNS, LISTS, Cell, Finding, Row
from kb.knowledge.exchange.listing import split

MOST_COLUMNS = 200
ALIASES = {"适用对象": "audience", "部门": "department", "简答": "short", "答案": "answer"}


class Heading:
    """Which column is which field; raises BadInput. 相似问2 goes on with 相似问."""

    def __init__(self, titles: Sequence[str], line: int = 1) -> None:
        self._keys: dict[int, str] = {}
        for column, title in enumerate(titles):
            if title.strip():
                self._keys[column] = self._key(title, column, line)
        if "question" not in self._keys.values() and "id" not in self._keys.values():
            raise BadInput(
                f"第 {line} 行不是列名。",
                code="no_heading",
                mend="第一行应是列名，至少要有“编号”或“标准问”；可以下载模板对照。",
            )
        _no_repetition(self._keys)

    def row(self, line: int, values: Sequence[str], unread: Mapping[int, Finding]) -> Row | None:
        """None for a row with nothing in it. `unread`: by column."""
        if not unread and not any(value.strip() for value in values):
            return None
        findings = list(unread.values())
        for column, value in enumerate(values):
            if value.strip() and column not in self._keys and column not in unread:
                mend = "请给这一列写上列名，或删去内容。"
                findings.append(Finding(place_in_sheet(line, column), "这一列没有列名。", mend))
        cells = dict(self._cells(line, values))
        return Row(line, f"第 {line} 行", cells, tuple(findings))

    def _cells(self, line: int, values: Sequence[str]) -> Iterator[tuple[str, Cell]]:
        parts: dict[str, tuple[str, ...]] = {}
        first: dict[str, str] = {}
        for column, key in self._keys.items():
            value = values[column] if column < len(values) else ""
            if key not in LISTS:
                yield key, Cell(place_in_sheet(line, column), value.strip() or None)
                continue
            first.setdefault(key, place_in_sheet(line, column))
            parts[key] = parts.get(key, ()) + split(value)
        yield from ((key, Cell(first[key], found)) for key, found in parts.items())

    def _key(self, title: str, column: int, line: int) -> str:
        said = unicodedata.normalize("NFKC", title).strip().casefold()
        plain = said.rstrip("0123456789").strip()
        named = {label: key for key, label in COLUMNS.items()} | ALIASES
        for word in (said, plain):
            key = word if word in COLUMNS else named.get(word)
            if key is not None and (word == said or key in LISTS):
                return key
        near = get_close_matches(said, [*named, *COLUMNS], n=1)
        raise BadInput(
            f"{place_in_sheet(line, column)}：没有“{title.strip()[:40]}”这一列。",
            code="unknown_column",
            mend=f"是不是“{near[0]}”？" if near else f"可用的列：{'、'.join(COLUMNS.values())}。",
        )


def place_in_sheet(line: int, column: int) -> str:
    """C5, as programs for sheets call it; lines count from 1, columns from 0."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{line}"


def require_few_columns(count: int) -> None:
    if count > MOST_COLUMNS:
        raise BadInput(
            f"表格有 {count} 列，最多 {MOST_COLUMNS} 列。",
            code="too_many_columns",
            mend="请删去用不到的列。",
        )


def _no_repetition(keys: Mapping[int, str]) -> None:
    seen: set[str] = set()
    for column, key in keys.items():
        if key in seen and key not in LISTS:
            raise BadInput(
                f"{place_in_sheet(1, column)}：“{COLUMNS[key]}”这一列有两次。",
                code="column_twice",
                mend="请只留一列。",
            )
        seen.add(key)
