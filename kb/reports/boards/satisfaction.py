"""How satisfied members are, and with what they are not."""

from collections.abc import Iterable

from kb.reports.boards.exhibit import (
    FEW,
    Board,
    Chart,
    Column,
    Exhibit,
    Tile,
    caution,
    rows,
    share,
)
from kb.reports.boards.knowledge import endings, verdict_reasons
from kb.reports.boards.service_parts import rating_reasons, satisfaction_trend, satisfied_tile
from kb.reports.boards.view import View
from kb.reports.tallies import Measured
from kb.reports.tallies.cell import UNSAID
from kb.terms import Category, Channel, Level
from kb.tickets.rating import Satisfaction


def satisfaction(view: View) -> Board:
    rated = [view.count(Measured.RATINGS, span=each) for each in (view.span, view.earlier)]
    return Board(
        "satisfaction",
        "满意度分析",
        view.period,
        (
            satisfied_tile(view),
            Tile("satisfied_rate", "评价", rated[0], "个", rated[1]),
            _asked_tile(view),
        ),
        (
            satisfaction_trend(view),
            rating_reasons(view),
            _by(view, "category", "按分类", ((each.value, each.label) for each in Category)),
            _by(view, "level", "按级别", ((each.value, each.label) for each in Level)),
            _by(view, "channel", "按渠道", ((each.value, each.label) for each in Channel)),
            endings(view),
            verdict_reasons(view),
        ),
        view.earlier,
        notes=(f"少于 {FEW} 个评价的比率只供参考：多一个人说话就会变很多。",),
    )


def _asked_tile(view: View) -> Tile:
    """Of the tickets closed, how many were rated."""
    parts = []
    for span in (view.span, view.earlier):
        closed = view.by_key(Measured.CLOSED, span)
        total = sum(closed.values())
        parts.append((share(total - closed[UNSAID], total), total))
    (now, count), (before, _) = parts
    return Tile("closed", "关闭后有评价", now, "%", before, count)


def _by(view: View, field: str, name: str, labels: Iterable[tuple[object, str]]) -> Exhibit:
    sums = view.sums([Measured.RATINGS], field, "key")
    told = []
    for value, label in labels:
        counts = [sums[value, each.value] for each in Satisfaction]
        if sum(counts):
            told.append((label, *counts, share(counts[0], sum(counts)), caution(sum(counts))))
    columns = (
        Column(name[1:]),
        *(Column(each.label, "个") for each in Satisfaction),
        *(Column("满意率", "%"), Column("说明")),
    )
    sure = [row for row in told if not row[-1]]
    finding = "评价还太少，看不出差别" if told else "这段时间没有评价"
    if len(sure) > 1:
        lowest = min(sure, key=lambda row: (row[4] or 0, row[0]))
        finding = f"满意率最低的是“{lowest[0]}”，{lowest[4]}%"
    elif sure:
        finding = f"“{sure[0][0]}”满意率 {sure[0][4]}%"
    return Exhibit(
        f"by_{field}", name, finding, columns, rows(told), Chart("stack", (1, 2, 3)),
        measure="satisfied_rate",
    )  # fmt: skip
