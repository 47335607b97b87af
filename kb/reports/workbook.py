"""Workbooks of reports: numbers as numbers, and no text is a formula."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Cell = str | int | Decimal | datetime | None


Tell = Callable[[str], str]
"""from a text of ours, or anybody's, to what is written of it in the reader's language"""
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
LONGEST_TITLE = 31
"""what Excel refuses in the name of a sheet"""


class Book:
    """Sheet by sheet, from the first row down."""

    def __init__(self, tell: Tell = str) -> None:
        self._book = Workbook(write_only=True)
        self._tell = tell

    def add(
        self,
        title: str,
        head: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        above: Sequence[str] = (),
        widths: Sequence[int] = (),
    ) -> None:
        """`above`: lines before the head. The head stays in sight where it is the first row."""
        sheet = self._book.create_sheet(_NO_TITLE.sub(" ", self._tell(title))[:LONGEST_TITLE])
        if not above:
            sheet.freeze_panes = "A2"
        for at, width in enumerate(widths):
            sheet.column_dimensions[chr(ord("A") + at)].width = width
        for text in above:
            sheet.append([self._cell(sheet, text)])
        sheet.append([self._cell(sheet, each, bold=True) for each in head])
        for row in rows:
            sheet.append([self._cell(sheet, each) for each in row])

    def written(self) -> bytes:
        file = BytesIO()
        self._book.save(file)
        return file.getvalue()

    def _cell(self, sheet: Any, value: Cell, *, bold: bool = False) -> Any:
        said = self._tell(value) if isinstance(value, str) else value
        cell: Any = WriteOnlyCell(sheet, said)  # type: ignore[arg-type]  # takes a Decimal too
        if isinstance(value, str):
            # Without this a text that begins with = would be a formula, and run when it is opened.
            cell.data_type = "s"
            cell.quotePrefix = True
        if bold:
            cell.font = Font(bold=True)
        return cell
