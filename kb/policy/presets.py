"""What maintainers say about the questions on the member's start page."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from kb.policy.strict import StrictPolicy

EntryIds = tuple[Annotated[str, Field(min_length=1, max_length=64)], ...]
MOST_PINNED = 6


class PresetsPolicy(StrictPolicy):
    """Ids of entries: `pinned` stand first whatever is asked, `excluded` never stand there."""

    pinned: Annotated[EntryIds, Field(max_length=MOST_PINNED)] = ()
    excluded: EntryIds = ()

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if set(self.pinned) & set(self.excluded):
            raise ValueError("同一条不能既固定又不显示")
        return self
