"""What a chart is drawn from: the numbers of the table beneath it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from kb.reports.boards import Exhibit
from kb.reports.boards.exhibit import Value
from webapp.language import tell_ours

LIBRARY = Path(__file__).parent.parent / "static" / "vendor" / "echarts.min.js"
MOST_BARS = 12
"""the first rows; all of them are in the table"""


def has_charts() -> bool:
    """Whether npm's package was there at the set-up; the tables stand without it."""
    return LIBRARY.exists()


def chart_of(exhibit: Exhibit) -> dict[str, Any] | None:
    chart = exhibit.drawn
    if chart is None:
        return None
    rows = exhibit.rows if chart.kind in ("line", "heat") else exhibit.rows[:MOST_BARS]
    return {
        "kind": chart.kind,
        "labels": [tell_ours(str(row.cells[0])) for row in rows],
        "series": [
            {
                "name": tell_ours(exhibit.columns[at].label),
                "unit": tell_ours(exhibit.columns[at].unit),
                "values": [_number(row.cells[at]) for row in rows],
            }
            for at in chart.columns
        ],
    }


def _number(value: Value) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value if isinstance(value, int) else None
