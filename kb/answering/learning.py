"""Keeps the recognizer of a base level with it, without making a question wait."""

from threading import Lock, Thread

from kb.answering.recognizer import Recognizer, learn
from kb.search import Meaning, ResidentIndex


class Recognizing:
    """The first recognizer is waited for. Later ones are learnt aside, while the last one serves:
    an entry it does not know yet is judged by its wordings alone."""

    def __init__(self, meaning: Meaning, unanswered: ResidentIndex) -> None:
        self._meaning = meaning
        self._unanswered = unanswered
        self._lock = Lock()
        self._learnt: tuple[ResidentIndex, Recognizer | None] | None = None
        self._learning: ResidentIndex | None = None

    def for_base(self, index: ResidentIndex) -> Recognizer | None:
        with self._lock:
            if self._learnt is None:
                self._learn(index)
            elif self._learnt[0] is not index and self._learning is not index:
                self._learning = index
                Thread(target=self._learn, args=(index,), daemon=True).start()
        return self._learnt[1] if self._learnt else None

    def _learn(self, index: ResidentIndex) -> None:
        self._learnt = (index, learn(index, self._unanswered, self._meaning))
