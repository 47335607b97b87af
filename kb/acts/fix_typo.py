from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from kb.acts.credit import credit_publication
from kb.acts.publish import call_after_commit
from kb.errors import Conflict
from kb.knowledge import Content, Entry, find_entry
from kb.knowledge.light import publish_typo, reviewed_text, whole
from kb.policy import current
from kb.text import Analyzer
from kb.text.facts import facts_of, figures_said


def fix_typo(
    session: Session,
    analyzer: Analyzer,
    entry_id: str,
    content: Content,
    *,
    seen: int,
    by: int,
    now: datetime,
    nudge: Callable[[], object] | None = None,
) -> Entry:
    """Publishes at once what mends the writing and moves no fact, for a maintainer alone."""
    entry, policy = find_entry(session, entry_id), current(session).knowledge
    if entry.live is not None:
        _require_same_facts(reviewed_text(session, entry).content, content, analyzer)
    publish_typo(session, entry, content, policy, seen=seen, by=by, now=now)
    credit_publication(session, entry, now=now)
    if nudge is not None:
        call_after_commit(session, nudge)
    return entry


def _require_same_facts(before: Content, after: Content, analyzer: Analyzer) -> None:
    same = figures_said(whole(before), analyzer) == figures_said(whole(after), analyzer)
    if not (same and _stated(before, analyzer) == _stated(after, analyzer)):
        raise Conflict(
            "数字或者“可以、免费”这样的说法变了，不能当错字直接发布。",
            code="facts_moved",
            mend="请送审。",
        )


def _stated(content: Content, analyzer: Analyzer) -> list[tuple[object, ...]]:
    facts = facts_of(content.question, content.answer, analyzer)
    return [(each.figure.kind, each.figure.value, each.figure.per, each.when) for each in facts]
