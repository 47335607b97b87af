"""The assistant that answers in this process, kept to the newest lexicon and thresholds.

A change in the console is a row in the database. Whoever asks next sees it with the look that
the follower takes anyway. Thresholds hold at once; a lexicon takes seconds, for the whole base is
read anew: that happens aside, with an index of its own, while the old one serves.
"""

import logging
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread

from sqlalchemy.orm import Session

from kb import clock
from kb.acts.foresee import Foreseer
from kb.acts.open_assistant import club_analyzer, open_tuned, read_shipped
from kb.acts.tuning import Tuning, tuning_of
from kb.answering.assistant import Assistant, forget_past_bases
from kb.clock import monotonic
from kb.db import Database
from kb.policy.wordbook import tuning_version
from kb.search import Follower

PATIENCE = 3.0
"""seconds: after so long a silence the first who asks waits up to as long for the newest lexicon,
and one that could not be made ready is tried again"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Serving:
    """What belongs together: nobody may read a question by one lexicon and search by another."""

    tuning: Tuning
    follower: Follower
    assistant: Assistant

    @cached_property
    def foreseer(self) -> Foreseer:
        return Foreseer(self.assistant)


class OnDuty:
    """May be shared by threads. `serving` costs what `Follower.snapshot` costs."""

    def __init__(self, database: Database, corpus_dir: Path, data_dir: Path) -> None:
        self.shipped = read_shipped(corpus_dir)
        self._database = database
        self._data_dir = data_dir
        self._looked = monotonic()
        self._looking = Lock()
        self._building: Thread | None = None
        self._try_at = 0.0
        with database.reading() as session:
            tuning = tuning_of(session)
        analyzer = club_analyzer(self.shipped, tuning.amendments, data_dir)
        opened = open_tuned(
            database, corpus_dir, data_dir, tuning, analyzer=analyzer, watch=self._look
        )
        self._serving = Serving(tuning, *opened)

    @property
    def serving(self) -> Serving:
        self._serving.follower.snapshot()  # looks at the database when it is time to
        return self._serving

    def catch_up(self, patience: float = PATIENCE) -> None:
        """Begins at once with what was just saved, and waits some seconds until it holds."""
        self._serving.follower.catch_up()
        building = self._building
        if building is not None:
            building.join(patience)

    def _look(self, session: Session) -> None:
        if not self._looking.acquire(blocking=False):
            return
        try:
            self._take_up_changes(session)
        finally:
            self._looking.release()

    def _take_up_changes(self, session: Session) -> None:
        moment = monotonic()
        silent, self._looked = moment - self._looked > PATIENCE, moment
        if tuning_version(session) == self._serving.tuning.version:
            return
        tuning = tuning_of(session)
        if tuning.amendments == self._serving.tuning.amendments:
            self._serving = _with_thresholds(self._serving, tuning)
        elif self._building is None and moment >= self._try_at:
            self._try_at = moment + PATIENCE
            building = self._building = Thread(target=self._build, args=(tuning,), daemon=True)
            building.start()
            if silent:
                building.join(PATIENCE)

    def _build(self, tuning: Tuning) -> None:
        began = monotonic()
        try:
            self._serving = self._with_lexicon(tuning)
            self._try_at = 0.0
        finally:
            self._building = None
        forget_past_bases()
        log.info("lexicon %d serves after %.1f s", tuning.version[0], monotonic() - began)

    def _with_lexicon(self, tuning: Tuning) -> Serving:
        before = self._serving.assistant
        analyzer = club_analyzer(self.shipped, tuning.amendments, self._data_dir)
        follower = Follower(
            self._database, analyzer, self._data_dir / "index", before.meaning, self._look
        )
        recognizing = before.recognizing and before.recognizing.read_by(analyzer)
        index = follower.snapshot()
        # What would make the first question wait is done before there is one.
        if before.meaning is not None:
            before.meaning.prepare(index.documents.values())
        if recognizing is not None:
            recognizing.for_base(index.at(clock.now()))
        assistant = replace(
            before, analyzer=analyzer, snapshot=follower.snapshot, recognizing=recognizing,
            policy=tuning.answering, rechecks=tuning.rechecks,
        )  # fmt: skip
        return Serving(tuning, follower, assistant)


def _with_thresholds(serving: Serving, tuning: Tuning) -> Serving:
    assistant = replace(serving.assistant, policy=tuning.answering, rechecks=tuning.rechecks)
    return Serving(tuning, serving.follower, assistant)
