"""Sheets of Excel, written row by row. Every cell is a text: nothing in it is ever calculated."""

import re
from collections.abc import Iterable, Sequence
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from kb.knowledge.exchange.formulas import looks_like_formula

WIDTHS = {"编号": 18, "标准问": 36, "标准答案": 60, "电话简答": 28, "内部备注": 28}
USUAL_WIDTH = 16
MOST_CHARACTERS = 32_767
LONG_AGO = (1980, 1, 1, 0, 0, 0)
WRITTEN_AT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
# As the format has it: what XML would change on the way, and what looks like such an escape.
UNWRITABLE = re.compile(r"\r|_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(
    file: BinaryIO,
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    explained: Sequence[Sequence[str]] = (),
    *,
    sheet: str = "条目",
) -> None:
    """The same bytes for the same rows. `explained`: what stands on a second sheet, 说明."""
    book = Workbook(write_only=True)
    first = book.create_sheet(sheet)
    _prepare(first, titles)
    for row in rows:
        first.append([_cell(first, text) for text in row])
    if explained:
        second = book.create_sheet("说明")
        second.column_dimensions["A"].width, second.column_dimensions["B"].width = 16, 80
        for row in explained:
            second.append([_cell(second, text) for text in row])
    with SpooledTemporaryFile(max_size=1 << 24) as dated:
        book.save(dated)
        _copy_undated(cast("BinaryIO", dated), file)


def _prepare(sheet: Any, titles: Sequence[str]) -> None:
    sheet.freeze_panes = "B2"
    for number, title in enumerate(titles, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(title, USUAL_WIDTH)
    head = [_cell(sheet, title) for title in titles]
    for cell in head:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="F5ECDF")
    sheet.append(head)


def _cell(sheet: Any, text: str) -> Any:
    written = UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if len(written) > MOST_CHARACTERS:
        raise ValueError("a cell would be cut by Excel")
    cell: Any = WriteOnlyCell(sheet, written)
    # Without this a text that begins with = would be a formula, and run when it is opened.
    cell.data_type = "s"
    if looks_like_formula(text):
        cell.quotePrefix = True
    return cell


def _copy_undated(source: BinaryIO, target: BinaryIO) -> None:
    with ZipFile(source) as dated, ZipFile(target, "w", ZIP_DEFLATED) as undated:
        for name in dated.namelist():
            part = ZipInfo(name, LONG_AGO)
            part.compress_type = ZIP_DEFLATED
            with dated.open(name) as read, undated.open(part, "w") as written:
                if name == "docProps/core.xml":
                    written.write(WRITTEN_AT.sub(b"1980-01-01T00:00:00Z", read.read()))
                else:
                    copyfileobj(read, written)
