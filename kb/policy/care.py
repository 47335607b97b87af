"""When prospects are called, and how long a birthday is remembered."""

from typing import Annotated

from pydantic import Field

from kb.policy.strict import StrictPolicy

Days = Annotated[int, Field(ge=1, le=366, strict=True)]


class CarePolicy(StrictPolicy):
    first_call_days: Days = 3
    """the first call to a prospect is due on this day after the enquiry"""
    again_days: Days = 2
    """and the next one so many days after each call, until it is settled"""
    unreachable_after: Annotated[int, Field(ge=1, le=20, strict=True)] = 3
    """so many calls in a row that nobody answers, and the prospect counts as unreachable"""
    ahead_days: Annotated[int, Field(ge=0, le=60, strict=True)] = 7
    """so many days before its day something is shown on the agenda"""
    remembered_days: Annotated[int, Field(ge=0, le=60, strict=True)] = 3
    """so many days after it a birthday or an anniversary may still be seen to"""
    loyal_years: Annotated[int, Field(ge=1, le=80, strict=True)] = 3
    """who has been a member for so many years is a loyal one"""
    loyal_privileges: tuple[str, ...] = ()
    """what such a member is to be offered, shown on their page"""
