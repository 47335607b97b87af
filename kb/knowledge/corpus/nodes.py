"""The entries of a YAML file as trees of nodes, built from the parser's events.

yaml.load() would turn a variant `no` into False and an id `007` into 7 and forget the lines, and
the fast yaml.compose() takes the whole process down on a deep nest. Events do neither, and an
alias stays the one event it is, where a few lines of them could unfold to millions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import cast

import yaml

# libyaml is many times faster; PyYAML built without it has only the other.
Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))

DEEPEST = 20
NULLS = {"", "~", "null", "Null", "NULL"}


class Kind(Enum):
    WORD = auto()
    LIST = auto()
    MAPPING = auto()
    ALIAS = auto()
    TAGGED = auto()


@dataclass(slots=True)
class Node:
    """`text` is None for null; `parts` are the items of a list, or keys and values in turn."""

    kind: Kind
    line: int
    text: str | None = None
    parts: list["Node"] = field(default_factory=list)


class OddDocumentError(Exception):
    """The file is not one list of entries."""

    def __init__(self, line: int, mistake: str) -> None:
        super().__init__(mistake)
        self.line = line
        self.mistake = mistake


def parse_items(text: str) -> Iterator[Node]:
    """The items of the one list the text is; raises OddDocumentError or yaml.MarkedYAMLError."""
    depth: list[Node] = []
    empty = True
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.NodeEvent):
            node = _node(event)
            if not depth:
                _require_only_list(node, first=empty)
                empty = False
            else:
                depth[-1].parts.append(node)
            if isinstance(event, yaml.CollectionStartEvent):
                depth.append(node)
                _require_shallow(depth)
            elif len(depth) == 1:
                yield depth[0].parts.pop()
        elif isinstance(event, yaml.CollectionEndEvent):
            depth.pop()
            if len(depth) == 1:
                yield depth[0].parts.pop()
    if empty:
        raise OddDocumentError(1, "文件里没有条目。")


def _require_shallow(depth: list[Node]) -> None:
    """An entry needs three levels; the parser's time grows with the square of the depth."""
    if len(depth) > DEEPEST:
        raise OddDocumentError(depth[-1].line, "列表或键值套得太深。")


def _node(event: yaml.NodeEvent) -> Node:
    line = event.start_mark.line + 1 if event.start_mark else 1
    if isinstance(event, yaml.AliasEvent):
        return Node(Kind.ALIAS, line)
    if getattr(event, "tag", None) is not None:
        return Node(Kind.TAGGED, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Node(Kind.LIST, line)
    if not isinstance(event, yaml.ScalarEvent):
        return Node(Kind.MAPPING, line)
    plain = event.implicit[0]
    return Node(Kind.WORD, line, None if plain and event.value in NULLS else event.value)


def _require_only_list(node: Node, *, first: bool) -> None:
    if not first:
        raise OddDocumentError(node.line, "一个文件里有几份文档（---）。")
    if node.kind is not Kind.LIST:
        raise OddDocumentError(node.line, "不是条目的列表。")
