"""A board as a workbook: one sheet of figures, then each table on its own."""

from collections.abc import Iterable, Sequence

from kb.kpi.measures import MEASURES
from kb.reports.boards.exhibit import Board, Exhibit, Tile, Value
from kb.reports.workbook import Book, Tell

WIDE, NARROW = 40, 14


def write_board(board: Board, tell: Tell = str) -> bytes:
    book = Book(tell)
    above = [board.title, board.period.label, *board.notes]
    heads = ("项目", "本期", "上期", "单位", "样本")
    _sheet(book, "汇总", above, heads, [_tile(each) for each in board.tiles])
    for each in board.exhibits:
        _exhibit(book, each)
    _sheet(book, "口径", [], ("项目", "单位", "怎么算"), _definitions(board))
    return book.written()


def _tile(tile: Tile) -> tuple[Value, ...]:
    return tile.label, tile.value, tile.before, tile.unit, tile.count


def _exhibit(book: Book, exhibit: Exhibit) -> None:
    above = [exhibit.finding, *([exhibit.note] if exhibit.note else [])]
    heads = [each.head for each in exhibit.columns]
    _sheet(book, exhibit.name, above, heads, [each.cells for each in exhibit.rows])


def _definitions(board: Board) -> Iterable[tuple[Value, ...]]:
    keys = [*(each.measure for each in board.tiles), *(each.measure for each in board.exhibits)]
    for key in dict.fromkeys(filter(None, keys)):
        measure = MEASURES[key]
        yield measure.label, measure.unit, measure.definition


def _sheet(
    book: Book,
    title: str,
    above: Sequence[str],
    heads: Sequence[str],
    rows: Iterable[Sequence[Value]],
) -> None:
    widths = [WIDE, *(NARROW for _ in heads[1:])]
    book.add(title, heads, rows, above=above, widths=widths)
