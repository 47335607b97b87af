"""What a change of lexicon or thresholds would do, known before it is saved: to one question that
is typed, and to all saved ones."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Event, Lock, Thread

from sqlalchemy.orm import Session

from kb.acts.foresee import as_tried, questions_version
from kb.acts.on_duty import OnDuty, Serving
from kb.answering.assistant import Assistant
from kb.answering.decision import Decision
from kb.answering.memory import Memory
from kb.clock import to_local
from kb.knowledge.saved import saved_questions
from kb.policy import AnsweringPolicy, current
from kb.policy.wordbook import LexiconChange, amendments, require_undoable, without
from kb.reports.replay import Change, Replay, Tried
from kb.reports.replay_tuning import Decided, replay_tuning
from kb.reports.trial import on_lexicon, remembering
from kb.text import Analyzer
from kb.text.amending import Amendment, amended
from kb.text.amendment_checks import check_amendment
from kb.text.lexicon import Sections, build_lexicon
from kb.text.query import Reading

KEPT = 8
"""replays that stay in memory: whoever saves has looked at one before"""
WAITED = 1.0
"""seconds that asking for a replay waits for its end"""


@dataclass(frozen=True)
class Proposal:
    """What would hold: all amendments, and the thresholds."""

    amendments: tuple[Amendment, ...]
    answering: AnsweringPolicy


@dataclass
class Progress:
    """`replay` is None until it is done; `failed` when it never will be."""

    total: int = 0
    done: int = 0
    replay: Replay | None = None
    failed: bool = False
    ended: Event = field(default_factory=Event, repr=False)

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass(frozen=True)
class Looked:
    reading: Reading
    decision: Decision


@dataclass(frozen=True)
class _Pair:
    """Both hold still, and share what they remember of meaning."""

    serving: Assistant
    trial: Assistant
    decided: Decided


def propose_change(session: Session, shipped: Sections, amendment: Amendment) -> Proposal:
    """Raises BadInput for one that contradicts the lexicon in force."""
    standing = amendments(session)
    check_amendment(amended(shipped, standing), amendment)
    return Proposal((*standing, amendment), current(session).answering)


def propose_undoing(session: Session, change: LexiconChange) -> Proposal:
    require_undoable(session, change)
    return Proposal(without(session, change), current(session).answering)


def propose_thresholds(session: Session, answering: AnsweringPolicy) -> Proposal:
    return Proposal(amendments(session), answering)


class Tuner:
    """May be shared by threads. Keeps what it has found out for as long as nothing moves."""

    def __init__(self, on_duty: OnDuty) -> None:
        self._on_duty = on_duty
        self._lock = Lock()
        self._working = Lock()
        """one replay at a time: members are answered meanwhile"""
        self._pair: tuple[object, _Pair] | None = None
        self._decided: tuple[object, Decided] = None, {}
        """what is decided now, for the base and the tuning named"""
        self._memory: tuple[object, Memory] = None, Memory()
        self._jobs: OrderedDict[object, Progress] = OrderedDict()

    def look_at(
        self, question: str, proposal: Proposal | None, *, now: datetime
    ) -> tuple[Looked, Looked | None]:
        """As it is now, and as it would be."""
        if proposal is None:
            return _look(self._on_duty.serving.assistant, question, now), None
        pair = self._pair_of(self._on_duty.serving, proposal, now)
        return _look(pair.serving, question, now), _look(pair.trial, question, now)

    def foresee(self, session: Session, proposal: Proposal, *, now: datetime) -> Progress:
        """Begins the replay where nobody has, and tells how far it has come."""
        serving = self._on_duty.serving
        key = _key(session, serving, proposal)
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.failed:
                job = self._jobs[key] = Progress()
                questions = [as_tried(each) for each in saved_questions(session)]
                given = (job, serving, proposal, questions, now)
                Thread(target=self._work, args=given, daemon=True).start()
                while len(self._jobs) > KEPT:
                    self._jobs.popitem(last=False)
        job.ended.wait(WAITED)
        return job

    def broken_pins(self, session: Session, proposal: Proposal, *, now: datetime) -> list[Change]:
        """From the replay where there is one, else by deciding pinned questions alone."""
        serving = self._on_duty.serving
        job = self._jobs.get(_key(session, serving, proposal))
        if job is not None and job.replay is not None:
            return job.replay.broken_pins
        pinned = [as_tried(each) for each in saved_questions(session, pinned_only=True)]
        if not pinned:
            return []
        pair = self._pair_of(serving, proposal, now)
        return replay_tuning(pair.serving, pair.trial, pinned, now=now).broken_pins

    def _work(
        self,
        job: Progress,
        serving: Serving,
        proposal: Proposal,
        questions: list[Tried],
        now: datetime,
    ) -> None:
        try:
            with self._working:
                pair = self._pair_of(serving, proposal, now)
                job.replay = replay_tuning(
                    pair.serving, pair.trial, questions, now=now, told=job.tell,
                    decided=pair.decided,
                )  # fmt: skip
        finally:
            job.failed = job.replay is None
            job.ended.set()

    def _pair_of(self, serving: Serving, proposal: Proposal, now: datetime) -> _Pair:
        with self._lock:
            index = serving.assistant.snapshot()
            key = (proposal, serving.tuning.version, index.number)
            if self._pair is None or self._pair[0] != key:
                still = replace(
                    remembering(serving.assistant), snapshot=lambda: index,
                    memory=self._memory_of(serving, index.number, now),
                )  # fmt: skip
                standing = (serving.tuning.version, index.number)
                if self._decided[0] != standing:
                    self._decided = standing, {}
                trial = self._trial(still, serving, proposal, now)
                self._pair = key, _Pair(still, trial, self._decided[1])
            return self._pair[1]

    def _memory_of(self, serving: Serving, number: int, now: datetime) -> Memory:
        """Other thresholds, tried or saved, leave it as it is."""
        tuning = serving.tuning
        standing = (tuning.version[0], tuning.rechecks, number, to_local(now).date())
        if self._memory[0] != standing:
            self._memory = standing, Memory()
        return self._memory[1]

    def _trial(
        self, still: Assistant, serving: Serving, proposal: Proposal, now: datetime
    ) -> Assistant:
        trial = replace(still, policy=proposal.answering)
        if proposal.amendments == serving.tuning.amendments:
            return trial
        lexicon = build_lexicon(amended(self._on_duty.shipped, proposal.amendments))
        return on_lexicon(trial, Analyzer(lexicon, still.analyzer.cache), now)


def _key(session: Session, serving: Serving, proposal: Proposal) -> object:
    number = serving.assistant.snapshot().number
    return proposal, serving.tuning.version, number, questions_version(session)


def _look(assistant: Assistant, question: str, now: datetime) -> Looked:
    return Looked(assistant.analyzer.trace(question), assistant.consider(question, now=now))
