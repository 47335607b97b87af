"""How far two texts say the same in the same words: by pairs of neighbouring characters."""

import re

from kb.text import fold

_PAUSES = re.compile(r"[^\w]+")


def pairs(text: str) -> frozenset[str]:
    """Of the folded text without punctuation; a lone character is a pair by itself."""
    plain = _PAUSES.sub("", fold(text))
    return frozenset(plain[at : at + 2] for at in range(max(1, len(plain) - 1))) - {""}


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1: Dice's coefficient."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def share_held(part: frozenset[str], whole: frozenset[str]) -> float:
    """From 0 to 1: how much of the first the second holds."""
    return len(part & whole) / len(part) if part else 0.0
