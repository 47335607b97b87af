"""Reading lexicon files. Every mistake is told with its file and line.

All scalars are read as they are written: 5.1 and 12:30 stay text, and so does `no`.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from kb.errors import CorpusMistake

TEXT = "一段文字"
TEXTS = [TEXT]
SHAPES: dict[str, Any] = {
    "rewrites": {TEXT: TEXT},
    "words": TEXTS,
    "synonyms": {TEXT: TEXTS},
    "fillers": TEXTS,
    "plain": TEXTS,
    "stop": TEXTS,
    "mentions": {TEXT: {TEXT: TEXTS}},
    "open_kinds": TEXTS,
    "broader": {TEXT: TEXTS},
    "asks": {TEXT: TEXTS},
    "topics": TEXTS,
    "contrasts": [TEXTS],
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # of libyaml: ten times as fast
MAY_BE_NOTHING = frozenset(["rewrites"])
"""A phrase may be rewritten as nothing; no word of any other section can be empty."""


def read_sections(path: Path) -> Iterator[tuple[str, Any]]:
    """Yields (section, value), shaped as SHAPES says."""
    for key, node in _sections(path):
        name = key.value
        if name not in SHAPES:
            known = "、".join(SHAPES)
            mend = f"可用的段落：{known}。"
            raise CorpusMistake(path, _line(key), f"不认识的段落 {name}。", mend=mend)
        reader = _Reader(path, name)
        value = reader.read(node, SHAPES[name])
        if name == "contrasts":
            reader.want_pairs(node, value)
        if name == "asks":
            reader.want_patterns(node)
        yield name, value


def _sections(path: Path) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    try:
        text = path.read_bytes().decode("utf-8")
        node = yaml.compose(text, _LOADER)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CorpusMistake(path, line, "不是 UTF-8 编码。", mend="请另存为 UTF-8。") from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise CorpusMistake(path, line, f"不可用的字符 {error.character!r}。") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        # The end of the text may count as a line of its own.
        line = min(mark.line + 1, len(text.splitlines())) if mark else 1
        raise CorpusMistake(path, line, f"YAML 格式有误：{error.problem}。") from error
    if not isinstance(node, yaml.MappingNode):
        raise CorpusMistake(path, 1, "文件应当是键值表。")
    return node.value  # type: ignore[no-any-return]  # yaml brings no types for it


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line
    return line + 1


class _Reader:
    def __init__(self, path: Path, section: str) -> None:
        self._path = path
        self._section = section

    def read(self, node: yaml.Node, shape: Any) -> Any:
        if isinstance(shape, dict):
            return self._table(node, *next(iter(shape.items())))
        if isinstance(shape, list):
            return self._list(node, shape[0])
        return self._text(node, may_be_nothing=self._section in MAY_BE_NOTHING)

    def want_pairs(self, node: yaml.Node, pairs: Iterable[list[str]]) -> None:
        for each, pair in zip(node.value, pairs, strict=True):
            if len(set(pair)) != 2:
                raise self._mistake(each, "每一项应当是两个不同的词")

    def want_patterns(self, node: yaml.Node) -> None:
        for kind, patterns in node.value:
            for each in patterns.value:
                try:
                    re.compile(each.value)
                except re.error as error:
                    raise self._mistake(each, f"{kind.value} 的正则有误：{error}") from error

    def _table(self, node: yaml.Node, key_shape: Any, shape: Any) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise self._mistake(node, "应当是键值表")
        table: dict[str, Any] = {}
        for key, value in node.value:
            name = self._text(key)
            read = self.read(value, shape)
            if table.setdefault(name, read) != read:
                raise self._mistake(key, f"{name} 写了两次，内容不同")
        return table

    def _list(self, node: yaml.Node, shape: Any) -> list[Any]:
        if _is_null(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self._mistake(node, "应当是列表")
        return [self.read(each, shape) for each in node.value]

    def _text(self, node: yaml.Node, *, may_be_nothing: bool = False) -> str:
        if not isinstance(node, yaml.ScalarNode) or _is_null(node):
            raise self._mistake(node, f"应当是{TEXT}")
        text: str = node.value
        if not text.strip() and not may_be_nothing:
            raise self._mistake(node, "不能是空的")
        return text

    def _mistake(self, node: yaml.Node, mistake: str) -> CorpusMistake:
        return CorpusMistake(self._path, _line(node), f"{self._section}：{mistake}。")


def _is_null(node: yaml.Node) -> bool:
    return bool(node.tag == "tag:yaml.org,2002:null")
