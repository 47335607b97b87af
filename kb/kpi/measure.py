"""What a figure measures, in words."""

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "none"]


@dataclass(frozen=True, slots=True)
class Measure:
    """`definition`: what counts, what does not, and from which records. `better`: which way is
    progress; "none" where a figure is shown and judges nobody."""

    key: str
    label: str
    unit: str
    definition: str
    better: Better
