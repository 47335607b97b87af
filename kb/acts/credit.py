"""Keeping who made the base better. Read off the revisions: nobody claims anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz.distance import Levenshtein
from sqlalchemy.orm import Session

from kb.acts.copied import Copied, copied_from
from kb.contributions import (
    Accepted,
    Contribution,
    ContributionKind,
    Grade,
    Uncredited,
    record_contribution,
)
from kb.knowledge import Content, Entry, Publication, Revision, find_revision, publications
from kb.knowledge import revisions as revisions_of
from kb.knowledge.revision import TEXT_FIELDS
from kb.knowledge.ruling import RulingKind, rulings
from kb.knowledge.verification import Verification

SLIGHT = 0.2
"""an answer that moved by less than this share of its characters was corrected, not rewritten"""


@dataclass(frozen=True, slots=True)
class _Step:
    """One publication: from the text before it (None: the first) to its own."""

    publication: Publication
    before: Revision | None
    since: Sequence[Revision]
    """oldest first, the published one last"""

    @property
    def after(self) -> Revision:
        return self.since[-1]


def credit_publication(
    session: Session, entry: Entry, grade: Grade = Grade.B, *, now: datetime
) -> list[Contribution]:
    """Of what was published last: one contribution for each who wrote a part of what changed."""
    step = _last_step(session, entry)
    if step is None:
        return []
    kinds = _kinds(step)
    if step.before is None:
        kinds[step.since[0].written_by] = ContributionKind.NEW_ENTRY
    copied = copied_from(session, entry, step.before, step.after)
    closes = _closes_gap(session, entry, step)
    accepted = [_accepted(step, who, kind, copied, closes) for who, kind in sorted(kinds.items())]
    return [record_contribution(session, each, grade, now=now) for each in accepted]


def credit_recheck(session: Session, done: Verification, *, now: datetime) -> Contribution:
    """To look at one's own text again is right, and earns nothing."""
    own = find_revision(session, done.entry_id, done.revision).written_by == done.by_id
    accepted = Accepted(
        kind=ContributionKind.RECHECK,
        entry_id=done.entry_id,
        revision=done.revision,
        number=done.number,
        contributor_id=done.by_id,
        uncredited=Uncredited.OWN_APPROVAL if own else None,
        because="复核的是自己写的内容" if own else None,
    )
    return record_contribution(session, accepted, now=now)


def _last_step(session: Session, entry: Entry) -> _Step | None:
    past = publications(session, entry.id)
    texts = [each.revision for each in past if each.revision is not None]
    if not texts or past[0].revision is None:
        return None
    last = max(texts[1:], default=0)
    written = [each for each in reversed(revisions_of(session, entry.id)) if each.number > last]
    since = [each for each in written if each.number <= texts[0]]
    before = find_revision(session, entry.id, texts[1]) if texts[1:] else None
    return _Step(past[0], before, since) if since else None


def _kinds(step: _Step) -> dict[int, ContributionKind]:
    """By writer: each changed part counts for whoever wrote it last."""
    base = step.before or step.since[0]
    parts: dict[int, set[str]] = {}
    for field in TEXT_FIELDS:
        if getattr(base, field) != getattr(step.after, field):
            parts.setdefault(_writer_of(field, base, step.since), set()).add(field)
    return {who: _kind(fields, base.content, step.after.content) for who, fields in parts.items()}


def _writer_of(field: str, base: Revision, since: Sequence[Revision]) -> int:
    before, writer = base, since[-1].written_by
    for each in since:
        if getattr(each, field) != getattr(before, field):
            writer = each.written_by
        before = each
    return writer


def _kind(fields: set[str], before: Content, after: Content) -> ContributionKind:
    if "answer" in fields:
        moved = Levenshtein.normalized_distance(before.answer, after.answer)
        return ContributionKind.CORRECTION if moved < SLIGHT else ContributionKind.BETTER_ANSWER
    if "variants" in fields and set(after.variants) - set(before.variants):
        return ContributionKind.VARIANTS
    return ContributionKind.CORRECTION


def _accepted(
    step: _Step, who: int, kind: ContributionKind, copied: Copied | None, closes_gap: bool
) -> Accepted:
    reviewer = step.publication.by_id
    uncredited, because = _uncredited(who == reviewer, kind, copied)
    brings = (ContributionKind.NEW_ENTRY, ContributionKind.VARIANTS)
    return Accepted(
        kind=ContributionKind.GAP_CLOSED if closes_gap and kind in brings else kind,
        entry_id=step.after.entry_id,
        revision=step.after.number,
        number=step.publication.number,
        contributor_id=who,
        reviewer_id=reviewer,
        uncredited=uncredited,
        because=because,
    )


def _uncredited(
    alone: bool, kind: ContributionKind, copied: Copied | None
) -> tuple[Uncredited | None, str | None]:
    if alone:
        return Uncredited.OWN_APPROVAL, "自己直接发布，没有第二个人审核"
    if copied is not None and kind in (ContributionKind.NEW_ENTRY, ContributionKind.VARIANTS):
        return copied.why, copied.because
    return None, None


def _closes_gap(session: Session, entry: Entry, step: _Step) -> bool:
    adopted = (RulingKind.NEW_ENTRY, RulingKind.VARIANT)
    began = step.since[0].written_at
    found = rulings(session, entry_id=entry.id)
    return any(each.kind in adopted and each.at >= began for each in found)
