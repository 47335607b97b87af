"""One thing said in a conversation, with all that is shown beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.conversations import Author, Verdict, VerdictReason
from kb.terms import DecisionKind
from kb.tickets import TicketState


@dataclass(frozen=True)
class Choice:
    """A question that is answered when it is chosen."""

    id: str
    question: str


@dataclass(frozen=True)
class Source:
    id: str
    question: str
    validity: str


@dataclass(frozen=True)
class Promise:
    """`due_at`: None where nothing is promised any more. `phone`: the number that was left, masked;
    `is_open`: a person is still to answer; `superseded`: nobody needs to, it was answered
    once it was whole."""

    number: int
    who: str
    progress: str
    due_at: datetime | None
    state: TicketState
    is_open: bool = False
    phone: str = ""
    superseded: bool = False


@dataclass(frozen=True)
class Turn:
    """`asked`: the member's words that this answers; `open`: nothing was said by the member
    since; `final`: a colleague's last word on a question, which the member may say is not
    solved; `offer_person`: the assistant has not helped."""

    author: Author
    position: int
    text: str
    at: datetime
    who: str = ""
    kind: DecisionKind | None = None
    outcome_id: int | None = None
    asked: str = ""
    open: bool = False
    sources: tuple[Source, ...] = ()
    options: tuple[Choice, ...] = ()
    related: tuple[Choice, ...] = ()
    verdict: Verdict | None = None
    offer_person: bool = False
    reasons: Sequence[VerdictReason] = tuple(VerdictReason)
    ticket: Promise | None = None
    final: bool = False

    @property
    def thanks(self) -> str:
        if self.verdict is None or self.verdict.reason is None:
            return "谢谢，已记下。"
        return f"谢谢，已记下：{self.verdict.reason.label}。"
