"""A form on paper: rows of cells that fill the width of the sheet, whatever their weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.forms.field import FieldType
from kb.forms.filled import FilledForm
from kb.forms.showing import Names, shown, shown_masked

COLUMNS = 24
LABEL = 3
"""of the columns, for what stands before a value"""


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    width: int
    tall: bool


def paper(filled: FilledForm, names: Names, *, in_full: bool) -> list[list[Cell]]:
    show = shown if in_full else shown_masked
    rows = []
    for row in filled.form.paper_rows():
        widths = shared_out([weight for _, weight in row])
        rows.append(
            [
                Cell(
                    field.label, show(field, filled.values, names), width - LABEL,
                    tall=field.type is FieldType.TEXT,
                )
                for (field, _), width in zip(row, widths, strict=True)
            ]
        )  # fmt: skip
    return rows


def shared_out(weights: Sequence[int]) -> list[int]:
    """COLUMNS by weight; they add up exactly."""
    edges = [COLUMNS * sum(weights[:end]) // sum(weights) for end in range(len(weights) + 1)]
    return [right - left for left, right in pairwise(edges)]
