"""Texts that a spreadsheet program would take for a formula and run."""

import re

# Also after blanks and marks nobody sees, and in full width: programs trim and fold before looking.
BEGINS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠\t\r]")
GUARDED = re.compile(r"'+" + BEGINS.pattern)


def looks_like_formula(text: str) -> bool:
    return BEGINS.match(text) is not None


def guard(text: str) -> str:
    """With a quote before it, which makes a text of it in every program. CSV has no types."""
    return f"'{text}" if BEGINS.match(text) or GUARDED.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text
