"""A period's complaint figures as a workbook."""

from collections.abc import Iterable, Sequence

from kb.reports.complaints import ClockTally, Figures, Tally
from kb.reports.workbook import Book

WIDTHS = (24,)

Row = Sequence[str | int]


def write_figures(figures: Figures) -> bytes:
    book = Book()
    book.add("汇总", ("项目", "数量"), _whole(figures), widths=WIDTHS)
    for title, tallies in (
        ("按分类", figures.by_category),
        ("按部门", figures.by_department),
        ("按场所", figures.by_place),
    ):
        rows = [(each.label, *_counts(each)) for each in tallies]
        book.add(title, (title[1:], "合计", "有效", "无效", "未判断"), rows, widths=WIDTHS)
    clocks = [_clock(each) for each in figures.clocks]
    book.add("时限", ("时限", "按时", "超时", "计时中"), clocks, widths=WIDTHS)
    return book.written()


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
