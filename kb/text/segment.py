"""Cutting Chinese text into words: the one door to jieba."""

import logging
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import jieba

jieba.setLogLevel(logging.WARNING)

_BLOCK = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&\._%\-]+)")
"""what may hold words, as jieba has it"""


@cache
def _everyday_chinese(keep: Path | None) -> tuple[Mapping[str, int], int]:
    """How often each word of jieba's own dictionary is seen, and all together. Lexicons come and
    go in a process; this stays, read once and never changed."""
    tokenizer = jieba.Tokenizer()
    if keep is not None:
        # The cache is read with marshal: it may only lie where nobody else can write.
        keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        tokenizer.tmp_dir = str(keep)
        tokenizer.cache_file = "jieba.cache"
    tokenizer.initialize()
    return tokenizer.FREQ, tokenizer.total


class Segmenter:
    """One tokenizer of its own for each lexicon: jieba's default one is a shared mutable global."""

    def __init__(self, words: Iterable[str] = (), cache: Path | None = None) -> None:
        self._everyday, total = _everyday_chinese(cache)
        self._total = float(total)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.FREQ, self._tokenizer.total = dict(self._everyday), total
        self._tokenizer.initialized = True
        for word in sorted(words, key=len):
            if len(word) > 1:
                self._tokenizer.add_word(word)

    def cut(self, text: str) -> list[str]:
        """As jieba's own `lcut(text, HMM=False)`, which takes twice as long."""
        pieces: list[str] = []
        for number, block in enumerate(_BLOCK.split(text)):
            if number % 2:
                pieces += self._words(block)
            else:
                pieces += block
        return pieces

    def _words(self, text: str) -> list[str]:
        """The likeliest way to read a run of characters; Latin ones and digits stay together."""
        words: list[str] = []
        apart = True
        ends = self._likeliest_ends(text)
        start = 0
        while start < len(text):
            end = ends[start]
            piece = text[start:end]
            joins = len(piece) == 1 and piece.isascii() and piece.isalnum()
            if joins and not apart:
                words[-1] += piece
            else:
                words.append(piece)
            apart = not joins
            start = end
        return words

    def _likeliest_ends(self, text: str) -> list[int]:
        """For each place, where the word ends that begins the likeliest reading from there on."""
        seen, size = self._tokenizer.FREQ, len(text)
        total = math.log(self._tokenizer.total)
        scores, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            best, best_end = -math.inf, start + 1
            end = start + 1
            # A count of 0 says that longer words begin so.
            while end <= size and (count := seen.get(text[start:end])) is not None:
                if count:
                    score = math.log(count) - total + scores[end]
                    if score >= best:
                        best, best_end = score, end
                end += 1
            scores[start] = best if best > -math.inf else scores[start + 1] - total
            ends[start] = best_end
        return ends

    def knows(self, word: str) -> bool:
        return bool(self._everyday.get(word))

    def rarity(self, word: str) -> float:
        """0 for the commonest words of everyday Chinese, 1 for those its dictionary has not got."""
        seen = self._everyday.get(word, 0)
        if not seen:
            return 1.0
        return min(1.0, -math.log10(seen / self._total) / 7.5)
