"""What goes in and comes out of /api/v1. Stable: fields are added, never renamed or dropped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr
from pydantic_core import PydanticCustomError

from kb.answering.decision import Decision, Option
from kb.conversations import Conversation, Message
from kb.conversations.message import MOST_CHARACTERS, MOST_KEY_CHARACTERS
from kb.members.contact import Contact, mask_contact
from kb.terms import Category, DecisionKind, Level, Reason
from kb.tickets import Ticket
from kb.tickets.intake import Intake
from kb.tickets.rating import CHANGEABLE, Rating, RatingReason, Satisfaction
from kb.tickets.rating import MOST_CHARACTERS as MOST_WORDS
from webapp.api.turns import TurnBody

CANDIDATES = 5


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise PydanticCustomError("unreadable_text", "NUL cannot be kept")
    return text


def _readable(text: str) -> str:
    _without_nul(text)
    if not text.strip():
        raise PydanticCustomError("empty_text", "nothing but blanks")
    return text


def _key(text: str) -> str:
    if not (0 < len(text) <= MOST_KEY_CHARACTERS and text.isprintable()):
        raise PydanticCustomError("bad_key", "1 to 100 printable characters")
    return text


Said = Annotated[StrictStr, Field(max_length=MOST_CHARACTERS), AfterValidator(_readable)]
Key = Annotated[
    Annotated[StrictStr, AfterValidator(_key)] | None,
    Field(description="Sent again with the same key, a message is answered as the first time."),
]


Entry = Annotated[
    Annotated[StrictStr, Field(max_length=100), AfterValidator(_without_nul)] | None,
    Field(description="The id of an offered question that was chosen: answered with just that."),
]
Person = Annotated[bool, Field(description="Wants a person, whatever the base knows.")]


Opening = Annotated[
    Annotated[StrictStr, Field(pattern="^[A-Za-z0-9_-]{43}$")] | None,
    Field(
        description="A token of your own: 256 random bits, as 43 characters of base64url. Its "
        "conversation is gone on with, or opened: sent again, the first question opens no second."
    ),
]


class Question(BaseModel):
    question: Said
    conversation: StrictStr | None = Field(
        default=None, description="The token of a conversation to go on with."
    )
    opening: Opening = None
    key: Key = None
    entry: Entry = None
    person: Person = False


class NewMessage(BaseModel):
    text: Said
    key: Key = None
    entry: Entry = None
    person: Person = False


class Candidate(BaseModel):
    id: str
    question: str
    confidence: float = Field(ge=0, le=1)

    @classmethod
    def of(cls, option: Option) -> "Candidate":
        return Candidate(id=option.id, question=option.question, confidence=option.confidence)


class AnsweredEntry(BaseModel):
    id: str
    question: str
    answer: str
    confidence: float = Field(ge=0, le=1)

    @classmethod
    def of(cls, option: Option) -> "AnsweredEntry":
        return AnsweredEntry(
            id=option.id,
            question=option.question,
            answer=option.answer,
            confidence=option.confidence,
        )


class ConversationRef(BaseModel):
    """`token` only in the reply that opened the conversation; it is shown nowhere else."""

    id: int
    token: str | None = Field(default=None, exclude_if=lambda token: token is None)


class ReplyBody(BaseModel):
    model_config = ConfigDict(use_enum_values=True)

    question: str
    decision: DecisionKind
    text: str = Field(description="What the member reads.")
    entries: list[AnsweredEntry] = Field(
        description="The approved answers given, or the entries asked back about."
    )
    candidates: list[Candidate] = Field(description="The five nearest entries, best first.")
    level: Level
    category: Category
    reason: Reason | None = Field(description="Why a person answers, or `unreadable`.")
    explanation: str = Field(description="For staff: what the decision rests on, in Chinese.")
    ticket: int | None = Field(description="The number under which a person answers.")
    conversation: ConversationRef | None = None
    messages: list[TurnBody] = Field(
        default=[], description="The member's message as it is shown, and everything after it."
    )

    @classmethod
    def of(
        cls,
        question: str,
        decision: Decision,
        *,
        text: str | None = None,
        ticket: int | None = None,
        conversation: ConversationRef | None = None,
        messages: Sequence[TurnBody] = (),
    ) -> Self:
        return cls(
            question=question,
            decision=decision.kind,
            text=decision.text if text is None else text,
            entries=[AnsweredEntry.of(each) for each in decision.entries],
            candidates=[Candidate.of(each) for each in decision.candidates[:CANDIDATES]],
            level=decision.level,
            category=decision.category,
            reason=decision.reason,
            explanation=decision.explanation,
            ticket=ticket,
            conversation=conversation,
            messages=list(messages),
        )


class ConversationPath(BaseModel):
    conversation: int = Field(description="The conversation's id.")


class TicketBody(BaseModel):
    number: int
    state: str
    opened_at: datetime
    due_at: datetime


class ConversationBody(BaseModel):
    id: int
    opened_at: datetime
    last: int = Field(description="The position of the last message.")
    tickets: list[TicketBody]

    @classmethod
    def of(
        cls, conversation: Conversation, messages: Sequence[Message], tickets: Sequence[Ticket]
    ) -> Self:
        return cls(
            id=conversation.id,
            opened_at=conversation.opened_at,
            last=messages[-1].position if messages else 0,
            tickets=[TicketBody.model_validate(each, from_attributes=True) for each in tickets],
        )


class TicketPath(ConversationPath):
    number: int = Field(description="The ticket's number.")


class NewRating(BaseModel):
    satisfaction: Satisfaction
    reason: RatingReason | None = Field(default=None, description="Not together with `satisfied`.")
    words: Annotated[StrictStr, Field(max_length=MOST_WORDS), AfterValidator(_without_nul)] = ""


class RatingBody(BaseModel):
    ticket: int
    satisfaction: Satisfaction
    reason: RatingReason | None
    words: str | None
    at: datetime
    changeable_until: datetime

    @classmethod
    def of(cls, rating: Rating) -> Self:
        return cls(
            ticket=rating.ticket_number,
            satisfaction=rating.satisfaction,
            reason=rating.reason,
            words=rating.words,
            at=rating.at,
            changeable_until=rating.at + CHANGEABLE,
        )


class NewPhone(BaseModel):
    phone: Annotated[StrictStr, Field(max_length=100), AfterValidator(_without_nul)]


class PhoneBody(BaseModel):
    ticket: int
    phone: str = Field(description="Masked: only who answers may look at it.")

    @classmethod
    def of(cls, left: Intake) -> Self:
        return cls(
            ticket=left.ticket_number, phone=mask_contact(Contact.PHONE, left.member_phone or "")
        )


class ErrorDetail(BaseModel):
    code: str
    message: str
    mend: str | None


class ErrorBody(BaseModel):
    error: ErrorDetail
