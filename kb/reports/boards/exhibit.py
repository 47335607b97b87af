"""One table with its finding, and the chart that is drawn from it: screen, sheet and paper show
the same numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from kb.period import Period

Value = int | Decimal | str | None
"""None where there was nothing to measure"""

FEW = 10
"""with fewer cases a rate says little"""
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    unit: str = ""

    @property
    def head(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Row:
    """`path`: where it is looked into."""

    cells: tuple[Value, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`columns`: those that are drawn, by their place; the first column names the rows. A `heat`
    has hours down and days across."""

    kind: Literal["bar", "stack", "line", "heat"]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """`name`: what it shows; `finding`: what there is to see. `measure`: its definition. Where
    there are no rows, the finding says so."""

    key: str
    name: str
    finding: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    chart: Chart | None = None
    note: str = ""
    measure: str = ""

    @property
    def drawn(self) -> Chart | None:
        """One point is no chart."""
        return self.chart if len(self.rows) > 1 else None

    def is_figure(self, column: int) -> bool:
        return not any(isinstance(each.cells[column], str) for each in self.rows)


@dataclass(frozen=True, slots=True)
class Tile:
    """`before`: in the same stretch of the period before. `count`: how many cases it rests on,
    None where it is a count itself."""

    measure: str
    label: str
    value: int | Decimal | None
    unit: str = ""
    before: int | Decimal | None = None
    count: int | None = None
    path: str = ""

    @property
    def change(self) -> int | Decimal | None:
        """In points where it is a share."""
        if self.value is None or self.before is None:
            return None
        return self.value - self.before

    @property
    def is_few(self) -> bool:
        return self.count is not None and self.value is not None and self.count < FEW


@dataclass(frozen=True, slots=True)
class Board:
    """`compared`: the stretch of time that its tiles are compared with."""

    key: str
    title: str
    period: Period
    tiles: tuple[Tile, ...]
    exhibits: tuple[Exhibit, ...]
    compared: Period | None = None
    notes: tuple[str, ...] = ()


def share(part: int, whole: int) -> Decimal | None:
    """In percent, to one place."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(TENTH, ROUND_HALF_UP)


def ratio(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) / whole).quantize(TENTH, ROUND_HALF_UP)


def leading(what: str, counted: Mapping[str, int], unit: str, none: str) -> str:
    """The finding on a table of counts: which there is most of. Nothing leads where all are the
    same, and of few nothing is said in percent."""
    found = {label: count for label, count in counted.items() if count}
    if not found:
        return none
    total, most = sum(found.values()), max(found.values())
    labels = [label for label, count in found.items() if count == most]
    if len(labels) > 2:
        return f"{what}最多的是“{labels[0]}”、“{labels[1]}”、“{labels[2]}”，各 {most} {unit}"
    if len(labels) > 1:
        return f"{what}最多的是“{labels[0]}”、“{labels[1]}”，各 {most} {unit}"
    told = f"占 {share(most, total)}%" if total >= FEW else f"{total} {unit}中的 {most} {unit}"
    return f"{what}最多的是“{labels[0]}”，{told}"


def moved(what: str, now: Decimal | None, before: Decimal | None, count: int, of: str) -> str:
    """The finding on a rate, beside that of the period before."""
    if now is None:
        return f"这段时间没有{of}"
    told = f"{what} {now}%（{count} 个{of}）"
    if before is None:
        return told
    step = now - before
    if step == 0:
        return f"{told}，和上期一样"
    return f"{told}，比上期{'高' if step > 0 else '低'} {abs(step)} 个百分点"


def caution(count: int) -> str:
    return "样本少" if 0 < count < FEW else ""


def rows(some: Sequence[Sequence[Value]]) -> tuple[Row, ...]:
    return tuple(Row(tuple(each)) for each in some)
