"""How new tickets find somebody, and when a colleague counts as away."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from kb.policy.strict import StrictPolicy

LEAST_IDLE, MOST_IDLE = 5, 240


class DeskPolicy(StrictPolicy):
    rotation: bool = False
    """whether a member's new question is given to a colleague by turns"""
    idle_minutes: Annotated[int, Field(ge=LEAST_IDLE, le=MOST_IDLE)] = 15
    """without anything done for so long, a colleague on duty is away"""

    @property
    def idle(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)
