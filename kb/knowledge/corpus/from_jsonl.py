"""One JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path

from kb.errors import CorpusMistake
from kb.knowledge.corpus.written import Word, Words, Written

OBJECT_MEND = "每行应当是一个完整的 JSON 对象。"


def read_jsonl(file: Path, text: str, mistakes: list[CorpusMistake]) -> Iterator[Written]:
    """The entries that can be read; what cannot goes to `mistakes`."""
    empty = True
    # Not splitlines(): U+2028 and its like may stand inside a sentence.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        empty = False
        try:
            yield _written(file, number, line)
        except CorpusMistake as mistake:
            mistakes.append(mistake)
    if empty:
        mistakes.append(CorpusMistake(file, 1, "文件里没有条目。", mend=OBJECT_MEND))


def _written(file: Path, number: int, line: str) -> Written:
    try:
        pairs = json.loads(line, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        raise CorpusMistake(file, number, "这一行不是 JSON。", mend=OBJECT_MEND) from error
    if not isinstance(pairs, _Pairs):
        raise CorpusMistake(file, number, "这一行不是 JSON 对象。", mend=OBJECT_MEND)
    fields: dict[str, Word | Words] = {}
    for name, value in pairs:
        if name in fields:
            raise CorpusMistake(file, number, f"键 {name} 写了两次。", mend="请只留一个。")
        fields[name] = _field(file, number, name, value)
    return Written(file, number, fields)


class _Pairs(list[tuple[str, object]]):
    """An object as it was written, with a repeated key still in it."""


def _field(file: Path, number: int, name: str, value: object) -> Word | Words:
    if isinstance(value, list) and not isinstance(value, _Pairs):
        return Words(tuple(_word(file, number, name, part) for part in value), number)
    return _word(file, number, name, value)


def _word(file: Path, number: int, name: str, value: object) -> Word:
    if value is not None and not isinstance(value, str):
        raise CorpusMistake(file, number, f"{name} 不是文字。", mend="请写成带引号的文字。")
    return Word(value if value is None else value.strip(), number)
