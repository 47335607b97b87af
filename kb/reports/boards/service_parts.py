"""Tables about what comes in and how it is served, that several boards show."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from kb.deadlines.signal import Matter
from kb.policy.version import clocks_in_force
from kb.reports.boards.exhibit import (
    Chart,
    Column,
    Exhibit,
    Row,
    Tile,
    caution,
    leading,
    moved,
    ratio,
    rows,
    share,
)
from kb.reports.boards.view import View, days_of, short
from kb.reports.tallies import Measured
from kb.reports.tallies.cell import UNSAID
from kb.terms import Category, DecisionKind, Reason
from kb.tickets.rating import RatingReason, Satisfaction

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
CLOCKS = (Measured.CLOCKS_MET, Measured.CLOCKS_BREACHED)
SATISFIED = Satisfaction.SATISFIED.value
BY_REASON = (Column("原因"), Column("本期", "个"), Column("占", "%"), Column("上期", "个"))


def questions_tile(view: View) -> Tile:
    counts = [view.count(Measured.QUESTIONS, span=each) for each in (view.span, view.earlier)]
    return Tile("questions", "提问", counts[0], "个", counts[1])


def handover_tile(view: View) -> Tile:
    now, before = (
        _share_of(view, Measured.QUESTIONS, [DecisionKind.HANDOFF], early=early)
        for early in (False, True)
    )
    return Tile("handover_rate", "转人工率", now[0], "%", before[0], now[1])


def in_time_tile(view: View) -> Tile:
    (now, count), (before, _) = (_in_time(view, early=early) for early in (False, True))
    return Tile("in_time", "按时率", now, "%", before, count)


def satisfied_tile(view: View) -> Tile:
    now, before = (
        _share_of(view, Measured.RATINGS, [SATISFIED], early=early) for early in (False, True)
    )
    return Tile("satisfied_rate", "满意率", now[0], "%", before[0], now[1])


def day_by_day(view: View) -> Exhibit:
    """Beside the same days of the period before."""
    now, before = view.by_day([Measured.QUESTIONS])
    days = days_of(view.span)
    told = [
        (f"{day.month}月{day.day}日", count, before[at] if at < len(before) else None)
        for at, (day, count) in enumerate(zip(days, now, strict=True))
    ]
    total, former = sum(now), sum(before)
    if not total:
        finding = "这段时间没有提问"
    elif not former:
        finding = f"这段时间有 {total} 个提问"
    else:
        step = share(abs(total - former), former)
        way = "多" if total > former else "少"
        finding = (
            f"{total} 个提问，和上期同样多"
            if total == former
            else f"{total} 个提问，比上期同一段{way} {step}%"
        )
    columns = (Column("日期"), Column("本期", "个"), Column("上期同一天", "个"))
    chart = Chart("line", (1, 2))
    return Exhibit("days", "每天的提问", finding, columns, rows(told), chart, measure="questions")


def load_by_hour(view: View) -> Exhibit:
    """How many ask at an hour of a weekday, on average of those days."""
    days = days_of(view.span)
    sums = view.sums([Measured.HOURS], "day", "key")
    times = {each: sum(day.weekday() == each for day in days) for each in range(7)}
    asked = {(hour, each): 0 for hour in range(24) for each in range(7)}
    for (day, hour), count in sums.items():
        asked[int(hour), day.weekday()] += count
    means = {(hour, each): ratio(count, times[each]) for (hour, each), count in asked.items()}
    busy = [hour for hour in range(24) if any(asked[hour, each] for each in range(7))]
    hours = range(busy[0], busy[-1] + 1) if busy else ()
    told = [(f"{hour:02}时", *(means[hour, each] for each in range(7))) for hour in hours]
    return Exhibit(
        "load",
        "一周里的提问时刻",
        _busiest(means),
        (Column("钟头"), *(Column(each) for each in WEEKDAYS)),
        rows(told),
        Chart("heat", tuple(range(1, 8))),
        note="平均每天的提问数，上海时间；不分分类和级别。",
        measure="load",
    )


def handovers(view: View) -> Exhibit:
    labels = {each.value: each.label for each in Reason}
    table, named = by_reason(view, Measured.HANDOVERS, labels)
    finding = leading("转人工", named, "个", "这段时间没有转人工")
    return Exhibit(
        "handovers", "转人工的原因", finding, BY_REASON, table, Chart("bar", (1,)),
        measure="handovers",
    )  # fmt: skip


def by_category(view: View) -> Exhibit:
    sums = view.sums([Measured.QUESTIONS], "category", "key")
    counted = {each: [sums[each.value, kind] for kind in _KINDS] for each in Category}
    asked = {each: counts for each, counts in counted.items() if any(counts)}
    told = [
        (each.label, *counts, share(counts[0], sum(counts)))
        for each, counts in sorted(asked.items(), key=lambda each: -sum(each[1]))
    ]
    totals = {each.label: sum(counts) for each, counts in asked.items()}
    columns = (
        *(Column("分类"), Column("直接回答", "个"), Column("反问确认", "个")),
        *(Column("转人工", "个"), Column("命中率", "%")),
    )
    return Exhibit(
        "categories", "各类提问的去向", leading("提问", totals, "个", "这段时间没有提问"), columns,
        rows(told), Chart("stack", (1, 2, 3)), measure="hit_rate",
    )  # fmt: skip


def clocks(view: View) -> Exhibit:
    """By what they are called: rules of several levels ask for the same thing."""
    labels = {each.name: each.label for each in clocks_in_force(view.session).rules}
    counted: dict[str, list[int]] = {}
    for (key, measure), count in view.sums(CLOCKS, "key", "measure").items():
        matter, _, rule = key.partition("/")
        counts = counted.setdefault(f"{Matter(matter).label}：{labels.get(rule, rule)}", [0, 0])
        counts[measure == Measured.CLOCKS_BREACHED] += count
    told = [
        (label, met, missed, share(met, met + missed), caution(met + missed))
        for label, (met, missed) in sorted(
            counted.items(), key=lambda each: (-each[1][1], -each[1][0], each[0])
        )
    ]
    late = {label: missed for label, (_, missed) in counted.items()}
    finding = leading("超时", late, "次", "没有超时" if told else "这段时间没有时限")
    columns = (
        *(Column("时限"), Column("按时", "次"), Column("超时", "次")),
        *(Column("按时率", "%"), Column("说明")),
    )
    return Exhibit(
        "clocks", "时限", finding, columns, rows(told), Chart("stack", (1, 2)),
        note="不分分类和渠道。", measure="in_time",
    )  # fmt: skip


def satisfaction_trend(view: View) -> Exhibit:
    told = []
    for period, sums in view.over_time([Measured.RATINGS], "key"):
        counts = [sums[(each.value,)] for each in Satisfaction]
        told.append((short(period), *counts, share(counts[0], sum(counts)), caution(sum(counts))))
    now, count = _share_of(view, Measured.RATINGS, [SATISFIED], early=False)
    before, _ = _share_of(view, Measured.RATINGS, [SATISFIED], early=True)
    columns = (
        Column("时段"),
        *(Column(each.label, "个") for each in Satisfaction),
        *(Column("满意率", "%"), Column("说明")),
    )
    return Exhibit(
        "satisfaction", "会员评价", moved("满意率", now, before, count, "评价"), columns,
        rows(told), Chart("line", (4,)), measure="satisfied_rate",
    )  # fmt: skip


def rating_reasons(view: View) -> Exhibit:
    labels = {each.value: each.label for each in RatingReason} | {UNSAID: "没有说"}
    table, named = by_reason(view, Measured.RATING_REASONS, labels)
    finding = leading("不满意", named, "个", "没有不满意的评价")
    return Exhibit(
        "dissatisfied", "不满意的原因", finding, BY_REASON, table, Chart("bar", (1,)),
        measure="rating_reasons",
    )  # fmt: skip


def by_reason(
    view: View, measure: Measured, labels: Mapping[str, str]
) -> tuple[tuple[Row, ...], dict[str, int]]:
    """The most frequent one first, beside the period before; and how many of each label."""
    now, before = (view.by_key(measure, span) for span in (view.span, view.earlier))
    total = sum(now.values())
    told = [
        (label, now[key], share(now[key], total), before[key])
        for key, label in sorted(labels.items(), key=lambda each: -now[each[0]])
        if now[key] or before[key]
    ]
    return rows(told), {label: now[key] for key, label in labels.items()}


_KINDS = (DecisionKind.ANSWER, DecisionKind.CLARIFY, DecisionKind.HANDOFF)


def questions_trend(view: View) -> Exhibit:
    told: list[Row] = []
    for period, sums in view.over_time([Measured.QUESTIONS], "key"):
        counts = [sums[(each.value,)] for each in _KINDS]
        total = sum(counts)
        hits, handed = share(counts[0], total), share(counts[2], total)
        told.append(Row((short(period), total, hits, handed)))
    rates = [row.cells[2] for row in told if isinstance(row.cells[2], Decimal)]
    finding = "还没有提问"
    if rates:
        finding = f"命中率 {rates[-1]}%"
    if len(rates) > 2:
        finding += f"，自己的过去在 {min(rates[:-1])}% 到 {max(rates[:-1])}% 之间"
    columns = (
        *(Column("时段"), Column("提问", "个")),
        *(Column("命中率", "%"), Column("转人工率", "%")),
    )
    return Exhibit(
        "trend", "和自己的过去比", finding, columns, tuple(told), Chart("line", (2, 3)),
        note="最后一个时段可能还没有过完。", measure="hit_rate",
    )  # fmt: skip


def _share_of(
    view: View, measure: Measured, keys: Collection[str], *, early: bool
) -> tuple[Decimal | None, int]:
    """And of how many."""
    counted = view.by_key(measure, view.earlier if early else view.span)
    total = sum(counted.values())
    return share(sum(counted[each] for each in keys), total), total


def _in_time(view: View, *, early: bool) -> tuple[Decimal | None, int]:
    sums = view.sums(CLOCKS, "measure", span=view.earlier if early else view.span)
    met, total = sums[(Measured.CLOCKS_MET,)], sum(sums.values())
    return share(met, total), total


def _busiest(means: dict[tuple[int, int], Decimal | None]) -> str:
    known = {place: mean for place, mean in means.items() if mean}
    if not known:
        return "这段时间没有提问"
    (hour, day), mean = max(known.items(), key=lambda each: (each[1], -each[0][0], -each[0][1]))
    return f"提问最多的是{WEEKDAYS[day]} {hour} 时到 {hour + 1} 时，平均 {mean} 个"
