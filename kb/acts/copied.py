"""Whether a text brings anything that the base did not say before."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kb.contributions import Uncredited
from kb.contributions.likeness import alike, pairs, share_held
from kb.knowledge import Entry, Publication, Revision

SAME_QUESTION = 0.9
SAME_ANSWER = 0.85
LONG_ENOUGH = 12
"""characters: shorter answers are alike by chance"""
MOST_PIECES = 6

_PIECES = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Copied:
    why: Uncredited
    because: str


def copied_from(
    session: Session, entry: Entry, before: Revision | None, after: Revision
) -> Copied | None:
    """A new entry is compared with the others, new variants with the wordings the entry had."""
    if before is not None:
        return _known_wordings(before, after)
    return _same_question(session, entry, after) or _same_answer(session, entry, after)


def _known_wordings(before: Revision, after: Revision) -> Copied | None:
    fresh = [pairs(each) for each in after.variants if each not in before.variants]
    own = [pairs(each) for each in (before.question, *before.variants)]
    fresh = [each for each in fresh if max(alike(each, known) for known in own) < SAME_QUESTION]
    if fresh or set(after.variants) <= set(before.variants):
        return None
    return Copied(Uncredited.DUPLICATE, "和原有的问法几乎一样")


def _same_question(session: Session, entry: Entry, after: Revision) -> Copied | None:
    asked = pairs(after.question)
    for each in _near_in_words(session, entry, after):
        known = (each.question, *each.variants)
        if any(alike(asked, pairs(wording)) >= SAME_QUESTION for wording in known):
            return Copied(Uncredited.DUPLICATE, f"和条目 {each.entry_id}“{each.question}”重复")
    return None


def _same_answer(session: Session, entry: Entry, after: Revision) -> Copied | None:
    """Also one that another entry said before and no longer says: it was split off."""
    said = pairs(after.answer)
    if len(after.answer) < LONG_ENOUGH:
        return None
    for each in _ever_published(session, entry, after):
        whole = pairs(each.answer)
        if alike(said, whole) >= SAME_ANSWER:
            return Copied(Uncredited.DUPLICATE, f"答案和条目 {each.entry_id}“{each.question}”一样")
        if share_held(said, whole) >= SAME_ANSWER:
            return Copied(Uncredited.SPLIT, f"内容出自条目 {each.entry_id}“{each.question}”")
    return None


def _near_in_words(session: Session, entry: Entry, after: Revision) -> Iterator[Revision]:
    wordings = (Revision.question, cast(Revision.variants, Text))
    holds = [_holds(each, piece) for piece in _pieces(after.question, 4) for each in wordings]
    found = select(Revision).join(
        Entry, (Entry.id == Revision.entry_id) & (Entry.live == Revision.number)
    )
    found = found.where(Revision.entry_id != entry.id, or_(*holds))
    yield from session.scalars(found.order_by(Revision.entry_id))


def _ever_published(session: Session, entry: Entry, after: Revision) -> Iterator[Revision]:
    published = select(Publication.revision).where(
        Publication.entry_id == Revision.entry_id, Publication.revision == Revision.number
    )
    holds = [_holds(Revision.answer, piece) for piece in _pieces(after.answer, 6)]
    found = select(Revision).where(Revision.entry_id != entry.id, or_(*holds), published.exists())
    yield from session.scalars(found.order_by(Revision.entry_id, Revision.number.desc()))


def _pieces(text: str, length: int) -> list[str]:
    """Runs of so many characters from all over the text. Two texts that are all but equal share
    one; the database finds by it the few that are worth a closer look."""
    runs = [
        run[at : at + length] for run in _PIECES.findall(text) for at in range(0, len(run), length)
    ]
    whole = [each for each in runs if len(each) == length] or runs or [text]
    step = max(1, len(whole) // MOST_PIECES)
    return whole[::step][:MOST_PIECES]


def _holds(
    column: "InstrumentedAttribute[str] | ColumnElement[str]", piece: str
) -> ColumnElement[bool]:
    return column.contains(piece, autoescape=True)
