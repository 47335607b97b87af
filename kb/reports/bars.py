"""Bars as SVG, one under the other, each with the range around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LEFT, RIGHT, TOP, ROW = 640, 120, 60, 48, 32
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#222}.title{font-size:16px;font-weight:600}"
    ".good{fill:#0b6e4f}.bad{fill:#c2571a}.zero,.range{stroke:#222}.range{stroke-width:2}"
)


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: float
    low: float
    high: float
    is_good: bool


def draw_bars(title: str, bars: Sequence[Bar]) -> str:
    """Good and bad ones differ by a mark as well as by colour."""
    low = min(0.0, *(each.low for each in bars))
    high = max(0.0, *(each.high for each in bars))
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return round(LEFT + (value - low) / span * (WIDTH - LEFT - RIGHT), 1)

    height = TOP + ROW * len(bars) + 16
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="{escape(title)}"><style>{STYLE}</style>'
        ),
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text class="title" x="16" y="24">{escape(title)}</text>',
    ]
    for at, each in enumerate(bars):
        y, (left, right) = TOP + ROW * at, sorted((x(0), x(each.value)))
        wide = round(right - left, 1)
        kind, mark = ("good", "●") if each.is_good else ("bad", "○")
        middle, end = y + 11, max(right, x(each.high)) + 6
        parts += [
            f'<text x="16" y="{y + 16}">{mark} {escape(each.name)}</text>',
            f'<rect class="{kind}" x="{left}" y="{y}" width="{wide}" height="22"/>',
            f'<path class="range" d="M{x(each.low)} {middle}H{x(each.high)}"/>',
            f'<text x="{end}" y="{y + 16}">{each.value:.0f}</text>',
        ]
    parts.append(f'<path class="zero" d="M{x(0)} {TOP - 8}V{height - 16}"/>')
    return "\n".join([*parts, "</svg>", ""])
