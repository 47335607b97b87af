"""A conversation as its member reads it: what was said, the ground of each answer, and what has
become of what a person must answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.reopen_ticket import may_reopen
from kb.answering.assistant import Assistant
from kb.answering.misses import Step, offers_person
from kb.answering.related import for_members, related
from kb.conversations import Author, Conversation, Message, Outcome, after
from kb.conversations.exchange import Exchange, exchanges
from kb.knowledge import PublishedEntry, find_revision, publications
from kb.people.person import names_of
from kb.terms import DecisionKind
from kb.tickets.standing import Standing, standings
from webapp.member.progress import promise
from webapp.member.speaking import in_language
from webapp.member.turn import Choice, Source, Turn
from webapp.wording import validity


def turns(
    session: Session,
    conversation: Conversation,
    assistant: Assistant,
    *,
    now: datetime,
    position: int = 0,
) -> list[Turn]:
    """Those later than the position, oldest first. A few queries, however much was said."""
    said = after(session, conversation, position)
    if not said:
        return []
    teller = _Teller(
        session,
        assistant,
        exchanges(session, conversation),
        standings(session, conversation.id),
        names_of(session, {each.by_id for each in said if each.by_id}),
        now,
    )
    last = max((each.position for each in said if each.author is Author.MEMBER), default=0)
    shown = [teller.turn(each, is_open=each.position > last) for each in said]
    if shown[-1].author is Author.STAFF and may_reopen(session, conversation, now=now):
        shown[-1] = replace(shown[-1], final=True)
    return [in_language(each) for each in shown]


@dataclass(frozen=True)
class _Teller:
    session: Session
    assistant: Assistant
    exchanges: Sequence[Exchange]
    standings: Sequence[Standing]
    names: dict[int, str]
    now: datetime

    def turn(self, message: Message, *, is_open: bool) -> Turn:
        plain = Turn(message.author, message.position, message.text, message.at, open=is_open)
        match message.author:
            case Author.MEMBER:
                return plain
            case Author.STAFF:
                return replace(plain, who=f"客服 {self.names.get(message.by_id or 0, '')}".strip())
        known = (each for each in self.exchanges if each.outcome.reply_id == message.id)
        exchange = next(known, None)
        return self._decided(plain, exchange) if exchange else plain

    def _decided(self, plain: Turn, exchange: Exchange) -> Turn:
        outcome = exchange.outcome
        turn = replace(
            plain,
            kind=outcome.decision,
            outcome_id=outcome.id,
            asked=exchange.asked,
            offer_person=plain.open and offers_person(steps(self.exchanges)),
        )
        match outcome.decision:
            case DecisionKind.ANSWER:
                return self._answered(turn, exchange)
            case DecisionKind.CLARIFY if plain.open:
                found = (for_members(self.assistant, id_, self.now) for id_ in outcome.entry_ids)
                return replace(turn, options=_choices(each.entry for each in found if each))
            case DecisionKind.HANDOFF:
                standing = _standing(self.standings, outcome)
                given = standing and promise(self.session, standing, self.now)
                return replace(turn, ticket=given)
        return turn

    def _answered(self, turn: Turn, exchange: Exchange) -> Turn:
        """What may be asked next is offered under the last answer only."""
        near = related(self.assistant, exchange.outcome.entry_ids, self.now) if turn.open else ()
        return replace(
            turn,
            sources=tuple(_sources(self.session, exchange.outcome)),
            related=_choices(near),
            verdict=exchange.verdict,
        )


def steps(exchanges: Sequence[Exchange]) -> list[Step]:
    return [
        Step(
            each.outcome.decision,
            each.outcome.reason,
            each.verdict.helpful if each.verdict else None,
            tuple(each.outcome.entry_ids),
        )
        for each in exchanges
    ]


def _choices(entries: Iterator[PublishedEntry] | Sequence[PublishedEntry]) -> tuple[Choice, ...]:
    return tuple(Choice(each.id, each.question) for each in entries)


def _sources(session: Session, outcome: Outcome) -> Iterator[Source]:
    """The texts that were in force when the answer was given."""
    for entry_id in outcome.entry_ids:
        for each in publications(session, entry_id):
            begun = each.effective_at is None or each.effective_at <= outcome.at
            if each.number <= outcome.knowledge_number and begun and each.revision:
                text = find_revision(session, entry_id, each.revision)
                yield Source(entry_id, text.question, validity(text.valid_from, text.valid_until))
                break


def _standing(standings: Sequence[Standing], outcome: Outcome) -> Standing | None:
    """Of the question itself; who asked for a person while one waited, or said the rest of it,
    was told the number of that one."""
    own = (each for each in standings if each.ticket.message_id == outcome.message_id)
    before = (each for each in reversed(standings) if each.ticket.opened_at <= outcome.at)
    return next(own, None) or next(before, None)
