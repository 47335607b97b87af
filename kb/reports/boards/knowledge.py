"""Knowledge health: how far the base reaches, how right it is, and what it lacks."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from kb.clock import to_local
from kb.conversations import VerdictReason
from kb.knowledge.due import due_on
from kb.knowledge.publication import live
from kb.knowledge.published import PublishedEntry
from kb.period import Period
from kb.policy import current
from kb.reports.boards.exhibit import (
    Board,
    Chart,
    Column,
    Exhibit,
    Row,
    Tile,
    caution,
    leading,
    rows,
    share,
)
from kb.reports.boards.service_parts import (
    BY_REASON,
    by_category,
    by_reason,
    handovers,
    questions_trend,
)
from kb.reports.boards.unanswered import unanswered
from kb.reports.boards.view import View, short
from kb.reports.links import link_figures
from kb.reports.tallies import Measured
from kb.reports.tallies.cell import UNSAID, Ending
from kb.reports.tallies.counting import WRONG
from kb.terms import DecisionKind, Reason

OUTSIDE = (
    *(Reason.ASKED_FOR_PERSON, Reason.LEVEL_2, Reason.LEVEL_3, Reason.OUT_OF_HOURS),
    Reason.UNREADABLE,
)
"""why a question goes to a person that no entry could have answered"""
MOST = 10
SOON_DAYS = 30


def knowledge(view: View) -> Board:
    entries = {each.id: each for each in live(view.session, view.now)}
    due = _due(view, entries)
    stale = Tile("stale", "已到复核日期", _late(view, due), "条", path="/library/tasks")
    return Board(
        "knowledge",
        "知识健康",
        view.period,
        (*_rates(view), _link_tile(view), stale),
        (
            endings(view),
            questions_trend(view),
            by_category(view),
            handovers(view),
            unanswered(view),
            verdict_reasons(view),
            _hot(view, entries),
            _wrong(view, entries),
            _stale(view, due),
        ),
        view.earlier,
    )


def endings(view: View) -> Exhibit:
    """What is confirmed and what is only assumed, side by side and never added up."""
    told = []
    for period, sums in view.over_time([Measured.ANSWERS], "key"):
        counts = [sums[(each.value,)] for each in Ending]
        told.append((short(period), *(share(each, sum(counts)) for each in counts), sum(counts)))
    last = told[-1] if told else ()
    finding = "这段时间没有回答"
    if last and last[-1]:
        finding = f"会员确认解决的占 {last[1]}%，另有 {last[4]}% 是推定"
    columns = (
        Column("时段"),
        *(Column(each.label, "%") for each in Ending),
        Column("回答", "个"),
    )
    return Exhibit(
        "endings", "回答的结果", finding, columns, rows(told), Chart("stack", (1, 4, 3, 2)),
        note="最近 24 小时内的回答，结果还会变。", measure="answers",
    )  # fmt: skip


def verdict_reasons(view: View) -> Exhibit:
    labels = {each.value: each.label for each in VerdictReason} | {UNSAID: "没有说"}
    table, named = by_reason(view, Measured.VERDICT_REASONS, labels)
    finding = leading("没有帮助", named, "个", "没有会员说没有帮助")
    return Exhibit(
        "verdicts", "没有帮助的原因", finding, BY_REASON, table, Chart("bar", (1,)),
        measure="verdict_reasons",
    )  # fmt: skip


def _rates(view: View) -> tuple[Tile, ...]:
    """Hit rate, coverage, confirmed, assumed, wrong."""
    now, before = (_rates_of(view, span) for span in (view.span, view.earlier))
    labels = {
        "hit_rate": "命中率", "coverage": "覆盖率", "confirmed": "确认解决率",
        "assumed": "推定解决率", "wrong_rate": "答错率",
    }  # fmt: skip
    return tuple(
        Tile(key, label, now[key][0], "%", before[key][0], now[key][1])
        for key, label in labels.items()
    )


def _rates_of(view: View, span: Period) -> dict[str, tuple[Decimal | None, int]]:
    asked = view.by_key(Measured.QUESTIONS, span)
    reasons = view.by_key(Measured.HANDOVERS, span)
    ended = view.by_key(Measured.ANSWERS, span)
    said = view.by_key(Measured.VERDICT_REASONS, span)
    answered, total = asked[DecisionKind.ANSWER], sum(asked.values())
    reachable = total - sum(reasons[each] for each in OUTSIDE)
    known = answered + asked[DecisionKind.CLARIFY]
    answers = sum(ended.values())
    return {
        "hit_rate": (share(answered, total), total),
        "coverage": (share(known, reachable), reachable),
        "confirmed": (share(ended[Ending.CONFIRMED], answers), answers),
        "assumed": (share(ended[Ending.SILENT], answers), answers),
        "wrong_rate": (share(sum(said[each] for each in WRONG), answers), answers),
    }


def _link_tile(view: View) -> Tile:
    now, before = (
        link_figures(view.session, span.begin, span.end) for span in (view.span, view.earlier)
    )
    rates = [share(each.linked, each.closed - each.needless) for each in (now, before)]
    return Tile("link_rate", "关联率", rates[0], "%", rates[1], now.closed - now.needless)


def _hot(view: View, entries: dict[str, PublishedEntry]) -> Exhibit:
    now, before, wrong = _of_entries(view)
    told = [
        Row((_name(key, entries), count, before[key], wrong[key]), f"/library/{key}")
        for key, count in sorted(now.items(), key=lambda each: (-each[1], each[0]))[:MOST]
    ]
    finding = "这段时间没有用条目回答"
    if told:
        portion = share(sum(count for _, count in now.most_common(MOST)), sum(now.values()))
        finding = f"最热的 {len(told)} 条回答了 {portion}% 的问题"
    columns = (
        *(Column("条目"), Column("回答", "次"), Column("上期", "次")),
        Column("其中答错", "次"),
    )
    return Exhibit(
        "hot", "最常用到的条目", finding, columns, tuple(told), Chart("bar", (1,)),
        measure="entries",
    )  # fmt: skip


def _wrong(view: View, entries: dict[str, PublishedEntry]) -> Exhibit:
    now, _, wrong = _of_entries(view)
    worst = sorted(wrong.items(), key=lambda each: (-each[1], each[0]))[:MOST]
    told = [
        Row(
            (_name(key, entries), count, now[key], share(count, now[key]), caution(now[key])),
            f"/library/{key}",
        )
        for key, count in worst
        if count
    ]
    columns = (
        *(Column("条目"), Column("答错", "次"), Column("回答", "次")),
        *(Column("答错率", "%"), Column("说明")),
    )
    named = {str(each.cells[0]): count for each, (_, count) in zip(told, worst, strict=False)}
    finding = leading("被指出答错", named, "次", "没有会员指出答错")
    return Exhibit("wrong", "被指出答错的条目", finding, columns, tuple(told), measure="wrong_rate")


def _of_entries(view: View) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Answers now and before, and those that were wrong."""
    return (
        view.by_key(Measured.ENTRIES),
        view.by_key(Measured.ENTRIES, view.earlier),
        view.by_key(Measured.ENTRIES_WRONG),
    )


def _due(view: View, entries: dict[str, PublishedEntry]) -> list[tuple[date, PublishedEntry]]:
    """Due within `SOON_DAYS`, or already; the longest due first."""
    rechecks, until = (
        current(view.session).knowledge.rechecks,
        _today(view) + timedelta(days=SOON_DAYS),
    )
    known = ((due_on(each, rechecks), each) for each in entries.values() if _fits(view, each))
    found = [(due, each) for due, each in known if due is not None and due <= until]
    return sorted(found, key=lambda each: (each[0], each[1].id))


def _stale(view: View, due: Sequence[tuple[date, PublishedEntry]]) -> Exhibit:
    today, late = _today(view), _late(view, due)
    finding = "都在复核期内"
    if due:
        finding = f"{late} 条已到复核日期，{SOON_DAYS} 天内还有 {len(due) - late} 条要到"
    shown = tuple(
        Row(
            (each.question, each.department.label, f"{on:%Y-%m-%d}", max(0, (today - on).days)),
            f"/library/{each.id}",
        )
        for on, each in due[:MOST]
    )
    columns = (Column("条目"), Column("部门"), Column("复核日期"), Column("已过", "天"))
    note = f"只列最急的 {MOST} 条。" if len(due) > MOST else ""
    return Exhibit("stale", "该复核的条目", finding, columns, shown, note=note, measure="stale")


def _late(view: View, due: Sequence[tuple[date, PublishedEntry]]) -> int:
    return sum(on <= _today(view) for on, _ in due)


def _today(view: View) -> date:
    return to_local(view.now).date()


def _fits(view: View, entry: PublishedEntry) -> bool:
    return view.scope.category in (None, entry.category)


def _name(key: str, entries: dict[str, PublishedEntry]) -> str:
    return entries[key].question if key in entries else f"{key}（已下架）"
