"""What contributions to the base are worth: accepted acts, what they led to, what they cost.
Explained, with an example worked by hand, in docs/kpi.md."""

from kb.kpi.contributing.caps import CapLine, cap_lines
from kb.kpi.contributing.inputs import (
    Act,
    Answer,
    ContributionInputs,
    Earned,
    Reuse,
    Reversed,
    Text,
    Upheld,
)
from kb.kpi.contributing.past import Past
from kb.kpi.contributing.scoring import earned_in, look_back, score_contributions

__all__ = [
    "Act",
    "Answer",
    "CapLine",
    "ContributionInputs",
    "Earned",
    "Past",
    "Reuse",
    "Reversed",
    "Text",
    "Upheld",
    "cap_lines",
    "earned_in",
    "look_back",
    "score_contributions",
]
