"""What a manager looks at first: the service as a whole, against its own past."""

from sqlalchemy import func, select

from kb.complaints.complaint import Complaint
from kb.period import Period
from kb.reports.boards.exhibit import Board, Chart, Column, Exhibit, Tile, leading, rows
from kb.reports.boards.service_parts import (
    by_category,
    clocks,
    handover_tile,
    handovers,
    in_time_tile,
    questions_tile,
    questions_trend,
    satisfaction_trend,
    satisfied_tile,
)
from kb.reports.boards.view import View
from kb.reports.tallies import Measured
from kb.terms import Category, Level


def overview(view: View) -> Board:
    return Board(
        "overview",
        "经营看板",
        view.period,
        (
            _conversations_tile(view),
            questions_tile(view),
            handover_tile(view),
            in_time_tile(view),
            satisfied_tile(view),
            _complaints_tile(view),
        ),
        (
            questions_trend(view),
            by_category(view),
            handovers(view),
            _levels(view),
            clocks(view),
            satisfaction_trend(view),
            _complaints(view),
        ),
        view.earlier,
    )


def _conversations_tile(view: View) -> Tile:
    now, before = (view.count(Measured.CONVERSATIONS, span=each) for each in _both(view))
    return Tile("conversations", "对话", now, "个", before)


def _complaints_tile(view: View) -> Tile:
    now, before = (sum(_registered(view, each).values()) for each in _both(view))
    return Tile("complaints", "投诉", now, "件", before, path="/manage/reports/complaints")


def _complaints(view: View) -> Exhibit:
    now, before = (_registered(view, each) for each in _both(view))
    told = [(each.label, now[each], before[each]) for each in Category if now[each] or before[each]]
    finding = leading(
        "投诉", {each.label: now[each] for each in Category}, "件", "这段时间没有投诉"
    )
    columns = (Column("分类"), Column("本期", "件"), Column("上期", "件"))
    return Exhibit(
        "complaints", "投诉", finding, columns, rows(told), Chart("bar", (1,)), measure="complaints"
    )


def _levels(view: View) -> Exhibit:
    now, before = (view.sums([Measured.OPENED], "level", span=each) for each in _both(view))
    told = [(each.label, now[(each.value,)], before[(each.value,)]) for each in Level]
    total = sum(now.values())
    grave = now[(Level.THREE.value,)]
    finding = f"收到 {total} 张工单，其中三级 {grave} 张" if total else "这段时间没有收到工单"
    columns = (Column("级别"), Column("本期", "张"), Column("上期", "张"))
    return Exhibit(
        "levels", "收到的工单", finding, columns, rows(told), Chart("bar", (1,)), measure="opened"
    )


def _registered(view: View, span: Period) -> dict[Category, int]:
    found = (
        select(Complaint.category, func.count())
        .where(Complaint.registered_at >= span.begin, Complaint.registered_at < span.end)
        .group_by(Complaint.category)
    )
    if view.scope.category is not None:
        found = found.where(Complaint.category == view.scope.category)
    counted = dict(view.session.execute(found).all())
    return dict.fromkeys(Category, 0) | counted


def _both(view: View) -> tuple[Period, Period]:
    return view.span, view.earlier
