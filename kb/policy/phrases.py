"""What must never be said to a member, in its variants, and what to say instead."""

import re
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

from kb.policy.strict import StrictPolicy

GAP = "[^。！？；，]{0,4}?"
"""what `~` in a pattern stands for: a few words, within one part of a sentence"""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("~", GAP))


def _require_pattern(pattern: str) -> str:
    try:
        found = compiled(pattern)
    except re.error as error:
        raise ValueError(f"这个模式无法识别（{error}）：{pattern}") from error
    if found.search("") is not None:
        raise ValueError(f"这个模式什么都不写也算：{pattern}")
    return pattern


Words = Annotated[str, Field(min_length=1)]
Pattern = Annotated[Words, AfterValidator(_require_pattern)]


class ForbiddenPhrase(StrictPolicy):
    """`patterns` are regular expressions over the folded text (see kb/wording/check.py), where `~`
    is a gap of up to four characters; `unless`: of harmless words that contain such a phrase."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,30}$")]
    saying: Words
    why: Words
    better: Words
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1)]
    unless: tuple[Pattern, ...] = ()


class PhrasesPolicy(StrictPolicy):
    """Without a file nothing is flagged."""

    phrases: tuple[ForbiddenPhrase, ...] = ()

    def called(self, phrase_id: str) -> ForbiddenPhrase | None:
        """None for one that was on the list once."""
        return next((each for each in self.phrases if each.id == phrase_id), None)
