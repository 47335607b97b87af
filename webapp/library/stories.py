"""Contributions with what they led to, as their pages tell them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.contributions import Contribution, ContributionPage, Reversal
from kb.knowledge import find_revision
from kb.people.person import person
from kb.reports.achieved import Achieved, achieved


@dataclass(frozen=True)
class Story:
    contribution: Contribution
    reversal: Reversal | None
    question: str
    contributor: str
    reviewer: str
    reverser: str
    achieved: Achieved


def stories(session: Session, page: ContributionPage) -> list[Story]:
    figures = achieved(session, (contribution for contribution, _ in page.rows))
    return [
        Story(
            each,
            reversal,
            find_revision(session, each.entry_id, each.revision).question,
            _name(session, each.contributor_id),
            _name(session, each.reviewer_id),
            _name(session, reversal.by_id if reversal else None),
            figures[each.id],
        )
        for each, reversal in page.rows
    ]


def _name(session: Session, person_id: int | None) -> str:
    return person(session, person_id).name if person_id is not None else ""
