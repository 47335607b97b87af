"""How a text may be typed by its sound: in full pinyin, or by the initials alone."""

import re

from kb.text.normalize import fold
from kb.text.spelling import heard, sound

_UNTYPED = re.compile(r"[\W_]+")


def as_typed(text: str) -> str:
    """Letters, digits and characters alone, as they are looked for while somebody types."""
    return _UNTYPED.sub("", fold(text))


def in_pinyin(text: str) -> str:
    """As ears hear it that mix zh and z; what is no Chinese stays as it is."""
    return heard("".join(sound(each) or each for each in as_typed(text)))


def in_initials(text: str) -> str:
    return "".join((sound(each) or each)[0] for each in as_typed(text))
