"""What publishing an entry's newest text would change, known before it is published."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

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
from kb.search.document import analyze_entry
from kb.terms import DecisionKind

KEPT = 16
"""results that stay in memory: reviewers look at a page more than once"""

Version = tuple[int, int, int, datetime | None]


@dataclass(frozen=True)
class Foresight:
    """`gap`: how many of the `gap_asked` questions that the entry was written for it would now
    answer. `at` lies ahead for a text that holds later."""

    replay: Replay
    gap: int
    gap_asked: int
    at: datetime


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
        version = _version(session)
        ruled = len(rulings(session, entry_id=entry.id))
        key = (entry.id, entry.head, self._serving.snapshot().number, version, ruled)
        with self._lock:
            found = self._found.get(key)
            if found is None:
                found = self._found[key] = self._find_out(session, entry, version, now)
                while len(self._found) > KEPT:
                    self._found.popitem(last=False)
        return found

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
        found = replay(self._on_standing(), document, entry.id, questions, now=at, more=gap)
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
            tried = [_tried(each) for each in saved_questions(session)]
            self._questions = (version, Questions(tried, self._serving.analyzer))
        return self._questions[1]


def require_reason_to_break(
    session: Session, foreseer: Foreseer | None, entry_id: str, reason: str, *, now: datetime
) -> list[SavedQuestion]:
    """The pinned questions that the newest text gets wrong. Raises BadInput when there are some
    and no reason; Conflict when nobody can tell, for want of a foreseer."""
    if not saved_questions(session, pinned_only=True):
        return []
    if foreseer is None:
        raise Conflict("有重点问题要守住，没有核对过的内容不能发布。", code="not_foreseen")
    broken = foreseer.foresee(session, entry_id, now=now).replay.broken_pins
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


def _tried(saved: SavedQuestion) -> Tried:
    judged = as_judged(
        saved.key, saved.question, saved.decisions, wanted=saved.wanted, before=saved.before
    )
    return Tried(saved.id, judged, pinned=saved.is_pinned)


def _answers(change: Change, entry_id: str) -> bool:
    after = change.after
    return after.kind is DecisionKind.ANSWER and entry_id in {each.id for each in after.entries}


def _version(session: Session) -> Version:
    found = session.execute(
        select(
            func.count(SavedQuestion.id),
            func.coalesce(func.max(SavedQuestion.id), 0),
            func.count(SavedQuestion.pinned_at),
            func.max(SavedQuestion.pinned_at),
        )
    ).one()
    return (found[0], found[1], found[2], found[3])
