"""What is shown of a conversation, in /api/v1. Stable: fields are added, none is dropped."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from kb.acts.wait_for_person import Wait
from kb.conversations import Author, Verdict, VerdictReason
from kb.terms import DecisionKind
from kb.tickets.rating import Satisfaction
from webapp.language import tell
from webapp.member.rating import AskedRating
from webapp.member.turn import Choice, Promise, Turn


class ChoiceBody(BaseModel):
    id: str
    question: str

    @classmethod
    def all_of(cls, choices: Iterable[Choice]) -> list[Self]:
        return [cls(id=each.id, question=each.question) for each in choices]


class SourceBody(ChoiceBody):
    validity: str


class VerdictBody(BaseModel):
    helpful: bool
    reason: VerdictReason | None

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        return cls(helpful=verdict.helpful, reason=verdict.reason)


class PromiseBody(BaseModel):
    number: int
    who: str
    progress: str
    due_at: datetime | None = Field(description="None where nothing is promised any more.")
    state: str
    is_open: bool = Field(description="A person is still to answer: a number may be left.")
    phone: str = Field(description="The number that was left, masked; empty before.")

    @classmethod
    def of(cls, promise: Promise) -> Self:
        return cls.model_validate(promise, from_attributes=True)


class TurnBody(BaseModel):
    position: int
    author: Author
    text: str
    at: datetime
    who: str
    kind: DecisionKind | None = Field(description="What the assistant did; null for people.")
    outcome: int | None = Field(description="By which a verdict names the answer.")
    asked: str = Field(description="The question this answers.")
    open: bool = Field(description="The member has said nothing since.")
    sources: list[SourceBody]
    options: list[ChoiceBody] = Field(description="Asked back: the questions to choose from.")
    related: list[ChoiceBody] = Field(description="What may be asked next; at most three.")
    verdict: VerdictBody | None
    offer_person: bool = Field(description="It has not helped: offer a person.")
    ticket: PromiseBody | None
    final: bool = Field(description="The member may say that it is not solved.")

    @classmethod
    def of(cls, turn: Turn) -> Self:
        return cls(
            position=turn.position,
            author=turn.author,
            text=turn.text,
            at=turn.at,
            who=turn.who,
            kind=turn.kind,
            outcome=turn.outcome_id,
            asked=turn.asked,
            open=turn.open,
            sources=[
                SourceBody(id=each.id, question=each.question, validity=each.validity)
                for each in turn.sources
            ],
            options=ChoiceBody.all_of(turn.options),
            related=ChoiceBody.all_of(turn.related),
            verdict=VerdictBody.of(turn.verdict) if turn.verdict else None,
            offer_person=turn.offer_person,
            ticket=PromiseBody.of(turn.ticket) if turn.ticket else None,
            final=turn.final,
        )


class WaitBody(BaseModel):
    open: bool
    opens_at: datetime | None = Field(description="When people serve again; null while they do.")
    queue: int = Field(description="Questions that come first and that nobody has taken yet.")
    minutes: int | None = Field(description="Measured; null when too few tell.")
    basis: Literal["hour", "days"] | None
    due_at: datetime = Field(description="What is promised.")
    text: str

    @classmethod
    def of(cls, wait: Wait) -> Self:
        return cls(
            open=wait.is_open,
            opens_at=wait.opens_at,
            queue=wait.queue,
            minutes=wait.minutes,
            basis=wait.basis,
            due_at=wait.due_at,
            text=wait.text,
        )


class LabelledBody(BaseModel):
    value: str
    label: str


class AskedRatingBody(BaseModel):
    ticket: int
    question: str
    said: Satisfaction | None
    reasons: list[LabelledBody] = Field(description="Of being dissatisfied, to choose from.")
    changeable_until: datetime | None

    @classmethod
    def of(cls, asked: AskedRating) -> Self:
        return cls(
            ticket=asked.ticket.number,
            question=asked.ticket.question,
            said=asked.said.satisfaction if asked.said else None,
            reasons=[
                LabelledBody(value=each.value, label=tell(each.label)) for each in asked.reasons
            ],
            changeable_until=asked.until,
        )


class Messages(BaseModel):
    messages: list[TurnBody]
    ratings: list[AskedRatingBody]
    wait: WaitBody | None = Field(description="Only while a person is awaited.")
    next_after: int = Field(description="The position to ask after next time.")
    changed: str = Field(
        description="Another word once progress, verdicts or ratings have changed."
    )


class Seen(BaseModel):
    after: int = Field(default=0, ge=0, lt=2**31, description="Only messages later than this.")
    seen: str = Field(
        default="",
        max_length=64,
        description="`changed` of the last answer. Where it differs now, ask again with after=0.",
    )


class NewVerdict(BaseModel):
    outcome: int = Field(ge=1, lt=2**31)
    helpful: bool
    reason: VerdictReason | None = Field(default=None, description="Not together with `helpful`.")


class VerdictReply(BaseModel):
    verdict: VerdictBody
    offer_person: bool


class MomentBody(BaseModel):
    at: datetime
    text: str


class TicketStory(BaseModel):
    number: int
    question: str
    progress: str
    who: str
    due_at: datetime | None
    timeline: list[MomentBody]


class Typed(BaseModel):
    q: str = Field(default="", max_length=200)


class LikelyQuestions(BaseModel):
    questions: list[ChoiceBody]


class WidgetBody(BaseModel):
    club: str
    languages: list[str]
    greeting: str
    hours: str
    open: bool
    opens_at: datetime | None
    presets: list[ChoiceBody]
    wait: WaitBody
    longest: int = Field(description="Characters a question may have.")
