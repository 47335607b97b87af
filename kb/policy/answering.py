from typing import Annotated, Self

from pydantic import Field, model_validator

from kb.policy.strict import StrictPolicy

Share = Annotated[float, Field(ge=0, le=1, strict=True)]


SANE: dict[str, tuple[float, float]] = {
    "answer_at": (0.5, 0.99),
    "answer_by_words_at": (0.5, 0.99),
    "clarify_at": (0.05, 0.9),
    "together_at": (0.1, 0.99),
    "margin": (0.0, 0.5),
    "words_at": (0.9, 1.0),
    "near_at": (0.0, 0.5),
    "level_3_at": (0.1, 0.7),
    "level_2_at": (0.1, 0.9),
}
"""how far each may be moved in the console: beyond it the assistant guesses, or never answers"""


class AnsweringPolicy(StrictPolicy):
    """When the evidence for an entry is enough to answer, enough to ask back, or neither."""

    answer_at: Share = 0.80
    clarify_at: Share = 0.55
    together_at: Share = 0.80
    """what the entries that are asked back must reach together"""
    margin: Share = 0.10
    answer_by_words_at: Share = 0.85
    """in place of `answer_at` where there is no embedder: words alone are less sure"""
    words_at: Share = 0.97
    """from here on words alone answer, where nothing else is near: the embedder is not asked"""
    near_at: Share = 0.10
    """below it nothing in the base is worth naming"""
    level_3_at: Share = 0.40
    """a message at least so likely of level 3 is of level 3: to miss one is the worst mistake"""
    level_2_at: Share = 0.60
    """another one at least so likely of level 2 or 3 is of level 2"""

    def by_words(self) -> Self:
        return self.model_copy(update={"answer_at": self.answer_by_words_at})

    @model_validator(mode="after")
    def _answering_needs_more_than_asking_back(self) -> Self:
        if self.answer_at < self.clarify_at:
            raise ValueError("answer_at 不能小于 clarify_at")
        return self
