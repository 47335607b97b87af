"""A period's complaint figures as a workbook: numbers as numbers, and no text is a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from kb.reports.complaints import ClockTally, Figures, Tally

Row = Sequence[str | int]


def write_figures(figures: Figures) -> bytes:
    book = Workbook(write_only=True)
    _sheet(book, "汇总", ("项目", "数量"), _whole(figures))
    for title, tallies in (
        ("按分类", figures.by_category),
        ("按部门", figures.by_department),
        ("按场所", figures.by_place),
    ):
        rows = [(each.label, *_counts(each)) for each in tallies]
        _sheet(book, title, (title[1:], "合计", "有效", "无效", "未判断"), rows)
    _sheet(
        book, "时限", ("时限", "按时", "超时", "计时中"), [_clock(each) for each in figures.clocks]
    )
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _whole(figures: Figures) -> Iterable[Row]:
    whole, actions = figures.whole, figures.actions
    yield "时段", figures.period.label
    yield "投诉合计", whole.total
    yield "有效", whole.valid
    yield "无效", whole.invalid
    yield "未判断", whole.unjudged
    yield "撤回", figures.withdrawn
    yield "已关闭", figures.closed
    yield "已寄致歉信", figures.letters
    for satisfaction, count in figures.satisfaction:
        yield f"回访{satisfaction.label}", count
    yield "纠正措施", actions.opened
    yield "重复的投诉", actions.repeats
    yield "措施未完成", actions.running
    yield "措施已验证有效", actions.verified


def _counts(tally: Tally) -> Row:
    return tally.total, tally.valid, tally.invalid, tally.unjudged


def _clock(tally: ClockTally) -> Row:
    return tally.label, tally.met, tally.late, tally.running


def _sheet(book: Workbook, title: str, head: Sequence[str], rows: Iterable[Row]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 24
    sheet.append([_cell(sheet, each, bold=True) for each in head])
    for row in rows:
        sheet.append([_cell(sheet, each) for each in row])


def _cell(sheet: Any, value: str | int, *, bold: bool = False) -> Any:
    cell: Any = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # Without this a place called =A1 would be a formula, and run when it is opened.
        cell.data_type = "s"
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell
