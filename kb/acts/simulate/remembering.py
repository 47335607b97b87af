"""The club's own assistant, which need not find out again what it found out before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

from kb.answering.assistant import Assistant, hidden_because
from kb.answering.decision import Decision
from kb.knowledge.due import overdue_since
from kb.search import Document, Follower, ResidentIndex
from kb.terms import Audience, DecisionKind, Reason

RARE = 0.05
"""a word that at most this share of the entries uses tells what a question is about"""
SETTLED = {Reason.LEVEL_2, Reason.LEVEL_3, Reason.ASKED_FOR_PERSON}
"""what goes to a person whatever the base says"""


@dataclass(frozen=True, slots=True)
class _Known:
    decision: Decision
    words: frozenset[str]

    def stands(self, changed: set[str], words: frozenset[str]) -> bool:
        """An answer stands until one of the entries that were weighed for it says something else,
        or one that speaks of the same; what no entry answered may be answered by any."""
        decision = self.decision
        if decision.kind is DecisionKind.SMALLTALK or decision.reason in SETTLED:
            return True
        if decision.kind is not DecisionKind.ANSWER:
            return False
        weighed = {each.id for each in (*decision.entries, *decision.candidates)}
        return not (weighed & changed or self.words & words)


@dataclass(frozen=True)
class _Remembering(Assistant):
    known: dict[str, _Known] = field(default_factory=dict)

    def consider(
        self,
        question: str,
        *,
        before: Sequence[str] = (),
        audience: Audience = Audience.MEMBER,
        now: datetime,
    ) -> Decision:
        if before or audience is not Audience.MEMBER:
            return super().consider(question, before=before, audience=audience, now=now)
        if question not in self.known:
            decision = super().consider(question, now=now)
            words = frozenset(self.analyzer.analyze(question).words)
            self.known[question] = _Known(decision, words)
        return self.known[question].decision


_Says = tuple[int, Reason | None, date | None]


class Remembering:
    """`at` gives it with the base as it is at that moment, which does not change any more."""

    def __init__(self, follower: Follower, assistant: Assistant) -> None:
        self._follower = follower
        self._assistant = _Remembering(
            **{each.name: getattr(assistant, each.name) for each in fields(Assistant)}
        )
        self._says: dict[str, _Says] = {}
        self._documents: Mapping[str, Document] = {}

    def at(self, now: datetime) -> Assistant:
        index = self._follower.snapshot().at(now)
        says = {each.entry.id: self._said(each, now) for each in index.documents.values()}
        if says != self._says:
            self._forget(index, says)
            # Learnt before anybody asks, and not aside, which takes now this long and now that.
            known = self._assistant.recognizing
            self._assistant = replace(
                self._assistant, snapshot=lambda: index, recognizing=known and known.at(index)
            )
        return self._assistant

    def _forget(self, index: ResidentIndex, says: dict[str, _Says]) -> None:
        before = self._says
        changed = {key for key in says.keys() | before.keys() if says.get(key) != before.get(key)}
        bases = (self._documents, index.documents)
        touched = [base[key] for base in bases for key in changed & base.keys()]
        most = RARE * len(index.documents)
        words = frozenset(
            word for each in touched for word in each.words if index.seen.get(word, 0) <= most
        )
        kept = self._assistant.known
        for question in [key for key, each in kept.items() if not each.stands(changed, words)]:
            del kept[question]
        self._says, self._documents = says, index.documents

    def _said(self, document: Document, now: datetime) -> _Says:
        """That a text was found right once more changes nothing in what it says."""
        rechecks = self._assistant.rechecks
        overdue = overdue_since(document.entry, rechecks, now) if rechecks else None
        hidden = hidden_because(document, Audience.MEMBER, now, rechecks)
        return document.entry.revision, hidden, overdue and overdue[0]
