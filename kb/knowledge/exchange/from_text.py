"""YAML and JSONL in the shape of the club's own corpus files."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from kb.errors import BadInput, CorpusMistake
from kb.knowledge.content import UNREADABLE
from kb.knowledge.corpus.from_jsonl import read_jsonl as parse_jsonl
from kb.knowledge.corpus.from_yaml import read_yaml as parse_yaml
from kb.knowledge.corpus.written import Word, Words, Written
from kb.knowledge.exchange.fields import COLUMNS, LISTS, Cell, Finding, Format, Row, Source
from kb.knowledge.exchange.from_csv import AS_GB18030, encoding_of

Parse = Callable[[Path, str, list[CorpusMistake]], Iterator[Written]]
HERE = Path("file")


def read_yaml(file: BinaryIO) -> Source:
    return _read(file, Format.YAML, parse_yaml)


def read_jsonl(file: BinaryIO) -> Source:
    return _read(file, Format.JSONL, parse_jsonl)


def _read(file: BinaryIO, kind: Format, parse: Parse) -> Source:
    encoding = encoding_of(file)
    text = file.read().decode(encoding)
    hidden = UNREADABLE.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        raise BadInput(
            f"第 {line} 行有看不见的控制字符 U+{ord(hidden[0]):04X}。",
            field="file",
            code="unreadable_text",
            mend="请删去这个字符。",
        )
    notes = (AS_GB18030,) if encoding == "gb18030" else ()
    return Source(kind, notes, _rows(text, parse))


def _rows(text: str, parse: Parse) -> Iterator[Row]:
    """What the parser cannot read becomes a row that says so, where it stands."""
    mistakes: list[CorpusMistake] = []
    for written in parse(HERE, text, mistakes):
        yield from _unread(mistakes)
        yield _row(written)
    yield from _unread(mistakes)


def _unread(mistakes: list[CorpusMistake]) -> Iterator[Row]:
    for each in mistakes:
        place = f"第 {each.line} 行"
        yield Row(each.line, place, {}, (Finding(place, each.mistake, each.mend or ""),))
    mistakes.clear()


def _row(written: Written) -> Row:
    cells: dict[str, Cell] = {}
    findings: list[Finding] = []
    for name, field in written.fields.items():
        place = f"第 {field.line} 行"
        if name not in COLUMNS:
            known = "、".join(COLUMNS)
            findings.append(Finding(place, f"没有 {name} 这个键。", f"可用的键：{known}。"))
        elif name in LISTS and isinstance(field, Word) and field.text:
            findings.append(Finding(place, f"{name} 应当是列表。", "请写成 [甲, 乙]。"))
        elif name not in LISTS and isinstance(field, Words):
            findings.append(Finding(place, f"{name} 不应当是列表。", "请只写一项。"))
        else:
            cells[name] = Cell(place, _value(name, field))
    return Row(written.line, f"第 {written.line} 行", cells, tuple(findings))


def _value(name: str, field: Word | Words) -> str | tuple[str, ...] | None:
    if isinstance(field, Words):
        return tuple(part.text or "" for part in field.parts)
    return () if name in LISTS else field.text
