"""Charts of shares as SVG: both axes run over part of 0 to 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 48, 56
COLOURS = ("#0b6e4f", "#c2571a", "#3b5ba5", "#7a3b8f")
DASHES = ("", "6 4", "2 4", "8 3 2 3")
STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#222}.title{font-size:16px;font-weight:600}"
    "path{fill:none;stroke-width:2.5}.grid{stroke:#ccc;stroke-width:1}"
)


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    points: Sequence[tuple[float, float]]
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    label: str
    low: float = 0.0
    high: float = 1.0
    step: float = 0.2

    def share(self, value: float) -> float:
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [round(self.low + each * self.step, 4) for each in range(count + 1)]


def draw(title: str, across: Axis, up: Axis, series: Sequence[Series]) -> str:
    """Lines differ by dash as well as by colour."""
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{escape(title)}"><style>{STYLE}</style>'
        ),
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>',
        *_grid(across, up),
        *(_line(at, each, across, up) for at, each in enumerate(series)),
        *_legend(series),
    ]
    return "\n".join([*parts, "</svg>", ""])


def _grid(across: Axis, up: Axis) -> list[str]:
    drawn = []
    for tick in across.ticks():
        x = _x(across, tick)
        drawn += [
            f'<path class="grid" d="M{x} {TOP}V{HEIGHT - BOTTOM}"/>',
            f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:g}</text>',
        ]
    for tick in up.ticks():
        y = _y(up, tick)
        drawn += [
            f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>',
            f'<text x="{LEFT - 8}" y="{y + 5}" text-anchor="end">{tick:g}</text>',
        ]
    middle = (LEFT + WIDTH - RIGHT) / 2
    return [
        *drawn,
        f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across.label)}</text>',
        f'<text x="{LEFT - 48}" y="{TOP - 8}">{escape(up.label)}</text>',
    ]


def _line(at: int, series: Series, across: Axis, up: Axis) -> str:
    places = [(_x(across, x), _y(up, y)) for x, y in series.points]
    colour, dash = COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)]
    path = "L".join(f"{x} {y}" for x, y in places)
    drawn = f'<path d="M{path}" stroke="{colour}" stroke-dasharray="{dash}"/>' if places else ""
    dots = (f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>' for x, y in places)
    return drawn + "".join(dots if series.dots else ())


def _legend(series: Sequence[Series]) -> list[str]:
    drawn = []
    for at, each in enumerate(series):
        y = HEIGHT - BOTTOM - 14 - 20 * (len(series) - 1 - at)
        colour, dash = COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)]
        drawn += [
            f'<path d="M{LEFT + 12} {y - 5}h32" stroke="{colour}" stroke-dasharray="{dash}"/>',
            f'<text x="{LEFT + 52}" y="{y}">{escape(each.name)}</text>',
        ]
    return drawn


def _x(axis: Axis, value: float) -> float:
    return round(LEFT + axis.share(value) * (WIDTH - LEFT - RIGHT), 1)


def _y(axis: Axis, value: float) -> float:
    return round(HEIGHT - BOTTOM - axis.share(value) * (HEIGHT - TOP - BOTTOM), 1)
