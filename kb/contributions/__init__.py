"""Every accepted act on the base, who did it, who reviewed it, and its reversal."""

from kb.contributions.contribution import (
    Contribution,
    ContributionKind,
    Grade,
    Reversal,
    Uncredited,
)
from kb.contributions.recording import (
    Accepted,
    ContributionPage,
    contributions_of,
    contributions_to,
    find_contribution,
    record_contribution,
    reverse,
)

__all__ = [
    "Accepted",
    "Contribution",
    "ContributionKind",
    "ContributionPage",
    "Grade",
    "Reversal",
    "Uncredited",
    "contributions_of",
    "contributions_to",
    "find_contribution",
    "record_contribution",
    "reverse",
]
