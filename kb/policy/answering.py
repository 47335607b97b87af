from typing import Annotated, Self

from pydantic import Field, model_validator

from kb.policy.strict import StrictPolicy

Share = Annotated[float, Field(ge=0, le=1, strict=True)]


class AnsweringPolicy(StrictPolicy):
    """When the evidence for an entry is enough to answer, enough to ask back, or neither."""

    answer_at: Share = 0.80
    clarify_at: Share = 0.55
    margin: Share = 0.10
    near_at: Share = 0.10
    """below it nothing in the base is worth naming"""

    @model_validator(mode="after")
    def _answering_needs_more_than_asking_back(self) -> Self:
        if self.answer_at < self.clarify_at:
            raise ValueError("answer_at 不能小于 clarify_at")
        return self
