"""An assistant to try things with, beside the one that answers members."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from kb.answering.assistant import Assistant
from kb.search import Meaning, ResidentIndex, index_entries
from kb.search.embedder import Vectors
from kb.search.vectors import VectorStore
from kb.text import Analyzer


class Remembered:
    """An embedder that looks up what was embedded before: the same questions are tried again and
    again."""

    def __init__(self, meaning: Meaning) -> None:
        self.name = meaning.name
        self._meaning = meaning

    def embed(self, texts: Sequence[str]) -> Vectors:
        self._meaning.prepare_texts(texts)
        return self._meaning.vectors(texts)


def remembering(assistant: Assistant) -> Assistant:
    if assistant.meaning is None:
        return assistant
    embedder = Remembered(assistant.meaning)
    return replace(assistant, meaning=Meaning(embedder, VectorStore(None, embedder.name)))


def on_lexicon(assistant: Assistant, analyzer: Analyzer, now: datetime) -> Assistant:
    """The same assistant on the base of that moment, read by another lexicon."""
    standing = assistant.snapshot().at(now)
    entries = [each.entry for each in standing.documents.values()]
    index = index_entries(entries, analyzer, standing.number)
    recognizing = assistant.recognizing
    learning = recognizing.at(index, analyzer) if recognizing else None
    return replace(
        assistant, analyzer=analyzer, snapshot=lambda: index, recognizing=learning, memory=None
    )


def on_base(assistant: Assistant, index: ResidentIndex) -> Assistant:
    """The same assistant on another base. What it learns of that base it keeps to itself: the one
    that answers members must not take up what is not in force."""
    learning = assistant.recognizing.at(index) if assistant.recognizing else None
    return replace(assistant, snapshot=lambda: index, recognizing=learning, memory=None)
