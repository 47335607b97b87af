"""What publishing an entry's newest text would change, known before it is published."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.answering.assistant import Assistant
from kb.errors import BadInput, Conflict
from kb.knowledge import Entry, PublishedEntry, Revision, find_entry, find_revision
from kb.knowledge.revision import TEXT_FIELDS
from kb.knowledge.ruling import ruled_questions, rulings
from kb.knowledge.saved import SavedQuestion, note_broken, saved_questions
from kb.reports.replay import Change, Questions, Replay, Tried, as_judged, replay
from kb.reports.trial import remembering
from kb.search.document import Document, analyze_entry
from kb.terms import DecisionKind

KEPT = 16
"""results that stay in memory: reviewers look at a page more than once"""

Version = tuple[int, int, int, datetime | None]
"""of the saved questions"""


@dataclass(frozen=True)
class Foresight:
    """`gap`: how many of the `gap_asked` questions that the entry was written for it would now
    answer. `at` lies ahead for a text that holds later."""

    replay: Replay
    gap: int
    gap_asked: int
    at: datetime


class Foresees(Protocol):
    def broken_pins(self, session: Session, entry_id: str, *, now: datetime) -> list[Change]: ...


@dataclass(frozen=True)
class Harmless:
    """Entries whose newest texts break no pinned question together, on the base of that number."""

    entry_ids: frozenset[str]
    number: int

    def broken_pins(self, session: Session, entry_id: str, *, now: datetime) -> list[Change]:
        return []


class Foreseer:
    """Keeps what it has found out for as long as neither base nor questions move. May be shared by
    threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._serving = assistant
        self._trying = remembering(assistant)
        self._lock = Lock()
        self._questions: tuple[Version, Questions] | None = None
        self._found: OrderedDict[tuple[object, ...], Foresight] = OrderedDict()

    def foresee(self, session: Session, entry_id: str, *, now: datetime) -> Foresight:
        entry = find_entry(session, entry_id)
        version = questions_version(session)
        ruled = len(rulings(session, entry_id=entry.id))
        key = (entry.id, entry.head, self._serving.snapshot().number, version, ruled)
        with self._lock:
            found = self._found.get(key)
            if found is None:
                found = self._found[key] = self._find_out(session, entry, version, now)
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)
        return found

    def broken_pins(self, session: Session, entry_id: str, *, now: datetime) -> list[Change]:
        return self.foresee(session, entry_id, now=now).replay.broken_pins

    def harmless(
        self, session: Session, entry_ids: Sequence[str], *, now: datetime
    ) -> Harmless | None:
        """That these texts, in force together, get no pinned question wrong; None when they do."""
        documents = {each: self._newest(session, each) for each in entry_ids}
        with self._lock:
            standing = self._on_standing()
            questions = self._ready(session, questions_version(session))
            found = replay(standing, documents, questions, now=now)
        if found.broken_pins:
            return None
        return Harmless(frozenset(entry_ids), standing.snapshot().number)

    def still(self, harmless: Harmless | None, entry_id: str) -> bool:
        """Whether that was found out on the base as it is."""
        if harmless is None or entry_id not in harmless.entry_ids:
            return False
        return harmless.number == self._serving.snapshot().number

    def _newest(self, session: Session, entry_id: str) -> Document:
        text = as_published(find_revision(session, entry_id, find_entry(session, entry_id).head))
        return analyze_entry(text, self._serving.analyzer)

    def _find_out(
        self, session: Session, entry: Entry, version: Version, now: datetime
    ) -> Foresight:
        text = as_published(find_revision(session, entry.id, entry.head))
        at = max(now, text.valid_from) if text.valid_from else now
        gap = [
            Tried(None, as_judged("gap", each.question, (DecisionKind.ANSWER,), wanted=(entry.id,)))
            for ruling in rulings(session, entry_id=entry.id)
            for each in ruled_questions(session, ruling)
        ]
        document = analyze_entry(text, self._serving.analyzer)
        questions = self._ready(session, version)
        found = replay(self._on_standing(), {entry.id: document}, questions, now=at, more=gap)
        answered = [
            each for each in found.changes if each.question.id is None and _answers(each, entry.id)
        ]
        return Foresight(found, len(answered), len(gap), at)

    def _on_standing(self) -> Assistant:
        """On the base in force, which must not move while it is compared with."""
        index = self._serving.snapshot()
        return replace(self._trying, snapshot=lambda: index)

    def _ready(self, session: Session, version: Version) -> Questions:
        if self._questions is None or self._questions[0] != version:
            tried = [as_tried(each) for each in saved_questions(session)]
            self._questions = (version, Questions(tried, self._serving.analyzer))
        return self._questions[1]


def require_reason_to_break(
    session: Session, foreseer: Foresees | None, entry_id: str, reason: str, *, now: datetime
) -> list[SavedQuestion]:
    """The pinned questions that the newest text gets wrong. Raises BadInput when there are some
    and no reason; Conflict when nobody can tell, for want of a foreseer."""
    if not saved_questions(session, pinned_only=True):
        return []
    if foreseer is None:
        raise Conflict("有重点问题要守住，没有核对过的内容不能发布。", code="not_foreseen")
    broken = foreseer.broken_pins(session, entry_id, now=now)
    if broken and not reason.strip():
        raise BadInput(
            f"发布后有 {len(broken)} 个重点问题会答错。",
            field="pin_reason",
            code="breaks_pinned",
            mend="请改好内容再发布；确实要发布，请写上原因。",
        )
    ids = {each.question.id for each in broken}
    return [each for each in saved_questions(session, pinned_only=True) if each.id in ids]


def keep_reason(
    session: Session,
    number: int,
    broken: list[SavedQuestion],
    reason: str,
    *,
    by: int,
    now: datetime,
) -> None:
    if broken:
        note_broken(session, number, broken, reason.strip(), by=by, now=now)


def as_published(revision: Revision) -> PublishedEntry:
    """As search would see it once it is in force."""
    content = revision.content
    values: dict[str, Any] = {field: getattr(content, field) for field in TEXT_FIELDS}
    return PublishedEntry(id=revision.entry_id, number=0, revision=revision.number, **values)


def as_tried(saved: SavedQuestion) -> Tried:
    judged = as_judged(
        saved.key, saved.question, saved.decisions, wanted=saved.wanted, before=saved.before
    )
    return Tried(saved.id, judged, pinned=saved.is_pinned)


def _answers(change: Change, entry_id: str) -> bool:
    after = change.after
    return after.kind is DecisionKind.ANSWER and entry_id in {each.id for each in after.entries}


def questions_version(session: Session) -> Version:
    found = session.execute(
        select(
            func.count(SavedQuestion.id),
            func.coalesce(func.max(SavedQuestion.id), 0),
            func.count(SavedQuestion.pinned_at),
            func.max(SavedQuestion.pinned_at),
        )
    ).one()
    return (found[0], found[1], found[2], found[3])
