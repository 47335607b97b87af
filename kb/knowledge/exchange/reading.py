"""One door for files of every form that entries come in."""

from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO

from kb.errors import BadInput
from kb.knowledge.exchange.fields import Format, Source
from kb.knowledge.exchange.from_csv import read_csv
from kb.knowledge.exchange.from_text import read_jsonl, read_yaml
from kb.knowledge.exchange.from_xlsx import read_xlsx

LARGEST_FILE = 20 * 1024 * 1024
SUFFIXES = {
    ".xlsx": Format.XLSX,
    ".csv": Format.CSV,
    ".yaml": Format.YAML,
    ".yml": Format.YAML,
    ".jsonl": Format.JSONL,
}
READERS: dict[Format, Callable[[BinaryIO], Source]] = {
    Format.XLSX: read_xlsx,
    Format.CSV: read_csv,
    Format.YAML: read_yaml,
    Format.JSONL: read_jsonl,
}


def read_file(name: str, file: BinaryIO) -> Source:
    """By the ending of its name; raises BadInput where nothing of it can be read."""
    kind = SUFFIXES.get(PurePath(name).suffix.lower())
    if kind is None:
        raise BadInput(
            f"不认识“{PurePath(name).name[:80]}”这种文件。",
            field="file",
            code="unknown_format",
            mend="请用 .xlsx、.csv、.yaml 或 .jsonl 文件。",
        )
    size = file.seek(0, 2)
    file.seek(0)
    if size > LARGEST_FILE:
        most, megabytes = LARGEST_FILE // 1024 // 1024, size / 1024 / 1024
        raise BadInput(
            f"文件有 {megabytes:.1f} MB，最多 {most} MB。",
            field="file",
            code="file_too_large",
            mend="请分成几个文件。",
        )
    if size == 0:
        raise BadInput("文件是空的。", field="file", code="empty_file", mend="请重新选择文件。")
    return READERS[kind](file)
