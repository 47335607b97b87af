"""Simplified Chinese in traditional characters, as people in Taiwan read it."""

from functools import cache

import opencc


def in_traditional(text: str) -> str:
    """The same words, each character in its other form: for texts that were approved."""
    return str(_converter("s2tw").convert(text))


def as_said_there(text: str) -> str:
    """With the words that are used there: 網路 for 网络. For what we say ourselves."""
    return str(_converter("s2twp").convert(text)).replace("回復", "回覆")


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)
