"""CSV as spreadsheet programs write it: in UTF-8, or in the GB18030 of Chinese Windows."""

import codecs
import csv
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from kb.errors import BadInput
from kb.knowledge.content import UNREADABLE
from kb.knowledge.exchange.fields import Finding, Format, Row, Source
from kb.knowledge.exchange.formulas import unguard
from kb.knowledge.exchange.sheet import Heading, place_in_sheet, require_few_columns

A_LOOK = 1 << 16
LARGEST_FIELD = 4 * 1024 * 1024
SEPARATORS = ",\t;"
AS_GB18030 = "文件不是 UTF-8，已按 GB18030（中文 Windows 的编码）读取，请看看文字是否正常。"


def read_csv(file: BinaryIO) -> Source:
    encoding = encoding_of(file)
    notes = (AS_GB18030,) if encoding == "gb18030" else ()
    return Source(Format.CSV, notes, _rows(file, encoding))


def encoding_of(file: BinaryIO) -> str:
    """utf-8-sig or gb18030; raises BadInput with the line that is neither."""
    file.seek(0)
    begin = file.read(4)
    file.seek(0)
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _odd("文件是 UTF-16 编码。")
    if begin.startswith(b"PK\x03\x04"):
        raise _odd("这是一个压缩包或 Excel 文件，扩展名却不是 .xlsx。")
    spoiled: list[int] = []
    for encoding in ("utf-8", "gb18030"):
        line = _first_spoiled_line(file, encoding)
        if line is None:
            return "utf-8-sig" if encoding == "utf-8" else encoding
        spoiled.append(line)
    raise _odd(f"第 {spoiled[0]} 行不是 UTF-8 文字，整个文件也不是 GB18030。")


def _first_spoiled_line(file: BinaryIO, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    file.seek(0)
    try:
        while block := file.read(A_LOOK):
            text = decoder.decode(block)
            if "\0" in text:
                return line + text.count("\n", 0, text.index("\0"))
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    finally:
        file.seek(0)
    return None


def _rows(file: BinaryIO, encoding: str) -> Iterator[Row]:
    text = TextIOWrapper(file, encoding, newline="")
    heading = None
    csv.field_size_limit(LARGEST_FIELD)
    try:
        reader = csv.reader(text, delimiter=_separator(text), strict=True)
        for line, cells in enumerate(reader, start=1):
            require_few_columns(len(cells))
            values = [unguard(each) for each in cells]
            if heading is None:
                heading = Heading(values, line) if any(values) else None
                continue
            row = heading.row(line, values, _unread(line, values))
            if row is not None:
                yield row
    except csv.Error as error:
        raise BadInput(
            f"第 {reader.line_num} 行的引号或分隔不对（{error}）。",
            field="file",
            code="broken_csv",
            mend="请检查这一行的引号是否成对，或改用 Excel 另存一份。",
        ) from error
    finally:
        text.detach()
    if heading is None:
        raise BadInput("文件是空的。", field="file", code="no_heading", mend="请从模板开始填。")


def _separator(text: TextIOWrapper) -> str:
    """The one that divides the first line into most parts."""
    first = text.readline(LARGEST_FIELD)
    text.seek(0)
    return max(SEPARATORS, key=first.count)


def _unread(line: int, values: list[str]) -> dict[int, Finding]:
    return {
        column: Finding(
            place_in_sheet(line, column), "这一格有看不见的控制字符。", "请删去后重新输入。"
        )
        for column, value in enumerate(values)
        if UNREADABLE.search(value)
    }


def _odd(mistake: str) -> BadInput:
    return BadInput(
        mistake,
        field="file",
        code="wrong_encoding",
        mend="请另存为“CSV UTF-8（逗号分隔）”，或用 Excel 工作簿。",
    )
