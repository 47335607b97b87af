"""Sheets of Excel, read row by row."""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any, BinaryIO
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from kb.errors import BadInput
from kb.knowledge.exchange.fields import Finding, Format, Row, Source
from kb.knowledge.exchange.package import RESAVE, merged_cells, require_harmless
from kb.knowledge.exchange.sheet import Heading, place_in_sheet, require_few_columns

# What the library raises on files that no spreadsheet program wrote.
BROKEN = (
    *(BadZipFile, zlib.error, SyntaxError, KeyError, ValueError, TypeError),
    *(AttributeError, IndexError, OSError, EOFError, OverflowError),
)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
AS_TEXT = "请把这一格设为文本，只写文字。"


def read_xlsx(file: BinaryIO) -> Source:
    require_harmless(file)
    try:
        book = load_workbook(file, read_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]  # its stubs are of a sheet that is not read-only
    except BROKEN as error:
        raise _broken() from error
    _require_unmerged(file, sheet)
    sheet.reset_dimensions()
    others = [each.title for each in book.worksheets[1:]]
    notes = (f"只读了第一张工作表“{sheet.title}”。",) if others else ()
    return Source(Format.XLSX, notes, _rows(book, sheet))


def _require_unmerged(file: BinaryIO, sheet: Any) -> None:
    try:
        merged = merged_cells(file, sheet._worksheet_path)  # noqa: SLF001 - no other way to it
    except BROKEN as error:
        raise _broken() from error
    if merged:
        more = f"等 {len(merged)} 处" if len(merged) > 3 else ""
        raise BadInput(
            f"工作表“{sheet.title}”里有合并的单元格：{'、'.join(merged[:3])}{more}。",
            field="file",
            code="merged_cells",
            mend="请取消合并，把每一格都填上。",
        )


def _rows(book: Workbook, sheet: Any) -> Iterator[Row]:
    heading = None
    try:
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            require_few_columns(len(cells))
            values, unread = _read(line, cells)
            if heading is None:
                heading = Heading(values, line) if any(values) else None
                continue
            row = heading.row(line, values, unread)
            if row is not None:
                yield row
    except BROKEN as error:
        raise _broken() from error
    finally:
        book.close()
    if heading is None:
        raise BadInput(
            "第一张工作表是空的。", field="file", code="no_heading", mend="请从模板开始填。"
        )


def _read(line: int, cells: Sequence[Any]) -> tuple[list[str], dict[int, Finding]]:
    values: list[str] = []
    unread: dict[int, Finding] = {}
    for column, cell in enumerate(cells):
        kind = getattr(cell, "data_type", "n")
        if kind in ("f", "e"):
            mistake = "这一格是公式。" if kind == "f" else "这一格是错误值。"
            unread[column] = Finding(place_in_sheet(line, column), mistake, AS_TEXT)
            values.append("")
        else:
            values.append(_as_text(cell.value))
    return values, unread


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _broken() -> BadInput:
    return BadInput("这个 Excel 文件读不出来。", field="file", code="broken_excel", mend=RESAVE)
