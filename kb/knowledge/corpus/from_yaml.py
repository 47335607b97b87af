from collections.abc import Iterator
from pathlib import Path

import yaml

from kb.errors import CorpusMistake
from kb.knowledge.corpus.nodes import Kind, Node, OddDocumentError, parse_items
from kb.knowledge.corpus.written import Word, Words, Written

LIST_MEND = "请把每个条目写成以“- id: …”开头的一项。"
WORD_MENDS = {
    Kind.ALIAS: ("用了别名（*）。", "请把内容直接写出来。"),
    Kind.TAGGED: ("用了类型标记（!）。", "请去掉标记，或给整句加上引号。"),
}
QUOTE_MEND = "如果句子里有冒号加空格，请给整句加上引号。"


def read_yaml(file: Path, text: str, mistakes: list[CorpusMistake]) -> Iterator[Written]:
    """The entries that can be read; what cannot goes to `mistakes`."""
    for node in _whole_items(file, text, mistakes):
        try:
            yield _written(file, node)
        except CorpusMistake as mistake:
            mistakes.append(mistake)


def _whole_items(file: Path, text: str, mistakes: list[CorpusMistake]) -> Iterator[Node]:
    """Without the item just before a mistake of syntax, which may be half of what was meant."""
    last = None
    try:
        for node in parse_items(text):
            if last is not None:
                yield last
            last = node
    except OddDocumentError as error:
        mistakes.append(CorpusMistake(file, error.line, error.mistake, mend=LIST_MEND))
    except yaml.MarkedYAMLError as error:
        mistakes.append(_explain(file, text, error))
        return
    if last is not None:
        yield last


def _written(file: Path, node: Node) -> Written:
    if node.kind is not Kind.MAPPING:
        raise CorpusMistake(file, node.line, "不是一个条目。", mend=LIST_MEND)
    fields: dict[str, Word | Words] = {}
    for key, value in zip(node.parts[::2], node.parts[1::2], strict=True):
        name = _text(file, key) or ""
        if name in fields:
            raise CorpusMistake(
                file, key.line, f"键 {name} 写了两次。", mend="请只留一个，或合并两处。"
            )
        fields[name] = _field(file, value, key.line)
    return Written(file, node.line, fields)


def _field(file: Path, node: Node, line: int) -> Word | Words:
    """`line` is where the key stands."""
    if node.kind is Kind.LIST:
        return Words(tuple(Word(_text(file, part), part.line) for part in node.parts), line)
    return Word(_text(file, node), line)


def _text(file: Path, node: Node) -> str | None:
    if node.kind is not Kind.WORD:
        mistake, mend = WORD_MENDS.get(node.kind, ("这里应当是一句话。", QUOTE_MEND))
        raise CorpusMistake(file, node.line, mistake, mend=mend)
    return None if node.text is None else node.text.strip()


def _explain(file: Path, text: str, error: yaml.MarkedYAMLError) -> CorpusMistake:
    # An open quote runs on to the end of the file: its beginning is what helps.
    is_open_quote = "quoted scalar" in (error.context or "")
    mark = error.context_mark if is_open_quote else error.problem_mark
    number = min(mark.line, text.count("\n")) if mark else 0
    line = text.split("\n", number + 1)[number]
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return CorpusMistake(file, number + 1, "缩进用了制表符（Tab）。", mend="请改用空格。")
    return CorpusMistake(
        file,
        number + 1,
        f"YAML 语法有误（{error.problem}）。",
        mend="请检查这一行和上一行的缩进、引号和冒号。",
    )
