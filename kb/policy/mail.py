"""What is answered by mail, and how often a machine may do it."""

from typing import Annotated

from pydantic import Field

from kb.policy.strict import StrictPolicy


class MailPolicy(StrictPolicy):
    answer: bool = False
    """whether a question the base surely answers is answered without a person"""
    acknowledge: bool = True
    """whether who wrote is told their number and by when a person answers"""
    most_an_hour: Annotated[int, Field(ge=0, le=100, strict=True)] = 3
    most_a_day: Annotated[int, Field(ge=0, le=1000, strict=True)] = 10
    """automatic mails to one address"""
