"""Cutting Chinese text into words: the one door to jieba."""

import logging
import math
from collections.abc import Iterable
from pathlib import Path

import jieba

jieba.setLogLevel(logging.WARNING)


class Segmenter:
    """One tokenizer of its own for each lexicon: jieba's default one is a shared mutable global."""

    def __init__(self, words: Iterable[str] = (), cache: Path | None = None) -> None:
        self._tokenizer = jieba.Tokenizer()
        if cache is not None:
            # The cache is read with marshal: it may only lie where nobody else can write.
            cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._tokenizer.tmp_dir = str(cache)
            self._tokenizer.cache_file = "jieba.cache"
        self._tokenizer.initialize()
        self._everyday: dict[str, int] = dict(self._tokenizer.FREQ)
        self._total = float(self._tokenizer.total)
        for word in sorted(words, key=len):
            if len(word) > 1:
                self._tokenizer.add_word(word)

    def cut(self, text: str) -> list[str]:
        words: list[str] = self._tokenizer.lcut(text, HMM=False)
        return words

    def knows(self, word: str) -> bool:
        return bool(self._everyday.get(word))

    def rarity(self, word: str) -> float:
        """0 for the commonest words of everyday Chinese, 1 for those its dictionary has not got."""
        seen = self._everyday.get(word, 0)
        if not seen:
            return 1.0
        return min(1.0, -math.log10(seen / self._total) / 7.5)
