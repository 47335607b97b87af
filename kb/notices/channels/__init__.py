"""Ways out of the house: each takes a letter and sends it, or says why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kb.notices.kinds import ChannelKind


@dataclass(frozen=True, slots=True)
class Letter:
    """`to`: an address, empty for the group's robot. `path`: the page of the desk it leads to,
    empty for none. `headers`: of a mail, beside the usual ones or in their place."""

    to: str
    heading: str
    text: str
    path: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)


class NotSent(Exception):
    """`why` is for colleagues: it names neither addresses nor secrets. `for_good`: trying again
    cannot help."""

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.for_good = for_good


class Channel(Protocol):
    def send(self, letter: Letter, *, now: datetime) -> None:
        """Raises NotSent. Takes some seconds at most: both ends of it have a time limit."""


Channels = Mapping[ChannelKind, Channel]
