"""What was published by one person alone, for another to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kb.knowledge import LightPublication, Publication, find_revision, publications
from kb.knowledge.light import waiting_for_a_look
from kb.people.person import Person, person
from webapp.library.changes import FieldChange, changes
from webapp.services import services


@dataclass(frozen=True)
class Glance:
    """`own`: this colleague published it, so another must look."""

    light: LightPublication
    publication: Publication
    question: str
    who: str
    changes: Sequence[FieldChange]
    own: bool


def second_looks(session: Session, by: Person) -> list[Glance]:
    return [_glance(session, *each, by) for each in waiting_for_a_look(session)]


def _glance(
    session: Session, light: LightPublication, publication: Publication, by: Person
) -> Glance:
    after = find_revision(session, publication.entry_id, publication.revision or 1)
    past = publications(session, publication.entry_id)
    before = next(
        (each.revision for each in past if each.number < light.number and each.revision), None
    )
    old = find_revision(session, publication.entry_id, before).content if before else None
    return Glance(
        light,
        publication,
        after.question,
        person(session, publication.by_id).name,
        changes(old, after.content, services().follower.analyzer.cut),
        publication.by_id == by.id,
    )
