"""What contributions have led to since: counted from what was answered, judged and closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from kb.contributions import Contribution
from kb.conversations import Outcome, Verdict
from kb.knowledge import Publication
from kb.terms import DecisionKind
from kb.tickets import KnowledgeUse, TicketLink


@dataclass(frozen=True, slots=True)
class Achieved:
    """Since the contribution came into force, `since`: a moment ahead for a planned text.
    `answers`: given with the entry; `confirmed`: of
    these the member said that it helped; `complaints`: … that it did not; `reused`: tickets
    closed with the entry."""

    since: datetime
    answers: int = 0
    confirmed: int = 0
    complaints: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True)
class _Given:
    entry_ids: frozenset[str]
    number: int
    at: datetime
    helpful: bool | None


def achieved(session: Session, contributions: Iterable[Contribution]) -> Mapping[int, Achieved]:
    """By the contribution's id."""
    wanted = list(contributions)
    if not wanted:
        return {}
    answers, links = _answers(session, wanted), _links(session, wanted)
    begins = _begins(session, wanted)
    return {
        each.id: _count(each, begins.get(each.number, each.at), answers, links) for each in wanted
    }


def _count(
    contribution: Contribution,
    since: datetime,
    answers: list[_Given],
    links: list[tuple[str, datetime]],
) -> Achieved:
    key, number = contribution.entry_id, contribution.number
    found = Achieved(since, reused=sum(e == key and at >= since for e, at in links))
    for each in answers:
        if key in each.entry_ids and each.number >= number and each.at >= since:
            found = replace(
                found,
                answers=found.answers + 1,
                confirmed=found.confirmed + (each.helpful is True),
                complaints=found.complaints + (each.helpful is False),
            )
    return found


def _answers(session: Session, wanted: list[Contribution]) -> list[_Given]:
    columns = (Outcome.entry_ids, Outcome.knowledge_number, Outcome.at, Verdict.helpful)
    # Both engines write the list as text with each id in quotes; what is found so is looked at
    # again by `_count`.
    named = [
        cast(Outcome.entry_ids, Text).contains(f'"{key}"', autoescape=True) for key in _ids(wanted)
    ]
    found: Select[list[str], int, datetime, bool | None] = (
        select(*columns)
        .join(Verdict, Verdict.outcome_id == Outcome.id, isouter=True)
        .where(Outcome.decision == DecisionKind.ANSWER, or_(*named))
        .where(Outcome.knowledge_number >= min(each.number for each in wanted))
    )
    rows = session.execute(found)
    return [_Given(frozenset(ids), number, at, helpful) for ids, number, at, helpful in rows]


def _links(session: Session, wanted: list[Contribution]) -> list[tuple[str, datetime]]:
    found = select(TicketLink.entry_id, TicketLink.at).where(
        TicketLink.entry_id.in_(_ids(wanted)),
        TicketLink.use.in_((KnowledgeUse.REUSED, KnowledgeUse.IMPROVED)),
    )
    return [(key, at) for key, at in session.execute(found) if key is not None]


def _begins(session: Session, wanted: list[Contribution]) -> dict[int, datetime]:
    """By number of the publication; those that waited for their moment."""
    found = select(Publication.number, Publication.effective_at).where(
        Publication.number.in_({each.number for each in wanted})
    )
    return {number: at for number, at in session.execute(found) if at is not None}


def _ids(wanted: list[Contribution]) -> set[str]:
    return {each.entry_id for each in wanted}
