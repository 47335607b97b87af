"""Questions whose answer people confirmed while using it, as labels to fit by."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from kb.answering.judged import Judged
from kb.knowledge.saved import Source, saved_questions
from kb.reports.evaluation import Marked
from kb.reports.replay import Change, Tried, Turn, as_judged

CONFIRMED = frozenset({Source.HELPFUL, Source.CHOSEN, Source.LINKED})


def confirmed_questions(session: Session, reported: Iterable[Judged]) -> list[Judged]:
    """Without those that also stand among `reported`, which nothing may be fitted on. They lean
    to what is answered already, so a promise must not rest on them."""
    unseen = {each.question for each in reported if each.for_report}
    return [
        as_judged(each.key, each.question, each.decisions, before=each.before, wanted=each.wanted)
        for each in saved_questions(session)
        if each.source in CONFIRMED and each.question not in unseen
    ]


def changes_between(before: Sequence[Marked], after: Sequence[Marked]) -> list[Change]:
    """The same questions decided twice: those of which something else becomes, worse ones first."""
    found = [
        Change(Tried(None, was.judged), was.decision, becomes.decision, was.mark, becomes.mark)
        for was, becomes in zip(before, after, strict=True)
        if _told(was) != _told(becomes)
    ]
    return sorted(found, key=lambda each: list(Turn).index(each.turn))


def _told(marked: Marked) -> tuple[str, frozenset[str]]:
    decision = marked.decision
    return decision.kind.value, frozenset(each.id for each in decision.entries)
