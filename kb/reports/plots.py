"""The two pictures of a gate: what precision costs, and whether its confidence can be believed."""

from collections.abc import Mapping
from pathlib import Path

from kb.reports.curves import Scored
from kb.reports.drawing import Axis, Series, draw

FEWEST = 20
"""answers: of fewer a precision says little"""


def coverage(systems: Mapping[str, Scored]) -> str:
    """Precision over the share of answerable questions resolved, at every threshold."""
    series = []
    for name, scored in systems.items():
        points = [each for each in scored.sweep() if each.answered >= FEWEST]
        series.append(Series(name, [(each.resolved, each.precision) for each in points]))
    up = Axis("回答的准确率", 0.5, 1.0, 0.1)
    return draw("准确率与解决率", Axis("答对的占可答问题的比例"), up, series)


def reliability(scored: Scored) -> str:
    """What was reached over what was said; on the diagonal a confidence means what it says."""
    said = [(each.said, each.reached) for each in scored.reliability()]
    series = [Series("实际", said, dots=True), Series("完全可信", [(0.0, 0.0), (1.0, 1.0)])]
    return draw("把握可信吗", Axis("说有几分把握"), Axis("其中答对"), series)


def write_plots(
    directory: Path, name: str, systems: Mapping[str, Scored], ours: Scored
) -> list[Path]:
    directory.mkdir(parents=True, exist_ok=True)
    drawn = {"coverage": coverage(systems), "reliability": reliability(ours)}
    paths = []
    for kind, picture in drawn.items():
        path = directory / f"{name}-{kind}.svg"
        path.write_text(picture, "utf-8")
        paths.append(path)
    return paths
