"""How texts of the base are written and reviewed."""

from typing import Annotated

from pydantic import Field

from kb.policy.rechecks import Rechecks
from kb.policy.strict import StrictPolicy
from kb.terms import Category


class SensitiveTopic(StrictPolicy):
    """What belongs to one of the categories, or holds one of the words, is about it."""

    topic: Annotated[str, Field(min_length=1)]
    categories: tuple[Category, ...] = ()
    words: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class KnowledgePolicy(StrictPolicy):
    """Without a file nothing is published without a second person."""

    sitting_minutes: Annotated[int, Field(ge=0, le=240, strict=True)] = 15
    """edits by one person with no longer pauses than these are one sitting"""
    typo_characters: Annotated[int, Field(ge=0, le=40, strict=True)] = 0
    """how many characters a typing fix may change at most; 0: there is no light path"""
    sensitive: tuple[SensitiveTopic, ...] = ()
    rechecks: Rechecks = Rechecks()

    def sensitive_topic(self, category: Category, text: str) -> str | None:
        """The first topic that makes a text one for two pairs of eyes, always."""
        for each in self.sensitive:
            if category in each.categories or any(word in text for word in each.words):
                return each.topic
        return None
