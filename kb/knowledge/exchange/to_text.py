"""CSV, YAML and JSONL, written row by row; YAML and JSONL in the shape of the corpus's files."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import TextIOWrapper
from typing import Any, BinaryIO, cast

import yaml

from kb.knowledge.content import Content
from kb.knowledge.exchange.fields import COLUMNS
from kb.knowledge.exchange.formulas import guard
from kb.knowledge.exchange.table import Text, written_moment

Dumper = cast("type[yaml.SafeDumper]", getattr(yaml, "CSafeDumper", yaml.SafeDumper))


def write_csv(file: BinaryIO, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """With the mark by which Excel knows UTF-8."""
    file.write("\ufeff".encode())
    text = TextIOWrapper(file, "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(titles)
    writer.writerows([guard(each) for each in row] for row in rows)
    text.detach()


def write_jsonl(file: BinaryIO, texts: Iterable[Text]) -> None:
    for entry_id, content in texts:
        line = json.dumps(_document(entry_id, content), ensure_ascii=False)
        file.write(line.encode() + b"\n")


def write_yaml(file: BinaryIO, texts: Iterable[Text]) -> None:
    empty = True
    for entry_id, content in texts:
        empty = False
        file.write(
            yaml.dump(
                [_document(entry_id, content)],
                Dumper=_Writer,
                allow_unicode=True,
                sort_keys=False,
                width=10_000,
                encoding="utf-8",
            )
        )
    if empty:
        file.write(b"[]\n")


class _Writer(Dumper):  # type: ignore[misc, valid-type]
    """Texts of several lines stand as they are read."""


def _as_block(writer: Any, text: str) -> yaml.Node:
    style = "|" if "\n" in text and text == text.strip() and " \n" not in text else None
    return cast("yaml.Node", writer.represent_scalar("tag:yaml.org,2002:str", text, style=style))


_Writer.add_representer(str, _as_block)


def _document(entry_id: str, content: Content) -> dict[str, Any]:
    """Without what is empty, except the list that every entry of the corpus has."""
    found: dict[str, Any] = {"id": entry_id}
    for key in list(COLUMNS)[1:]:
        value = getattr(content, key)
        if value is None or (value == () and key != "variants"):
            continue
        found[key] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return written_moment(value)
    if isinstance(value, tuple):
        return list(value)
    return getattr(value, "value", value)
