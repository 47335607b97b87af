"""Hearing what was meant: words written as they sound (瑜加, 停车厂), in pinyin or in initials."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Generic, Protocol, TypeVar

from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT

Sounds = tuple[str, ...]
Key = TypeVar("Key", Sounds, str)

_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_LATIN = re.compile(r"[a-z]{2,}(?:[ ']+[a-z]+)*")
_HAN = re.compile(r"[一-鿿]{2,}")
_VOWELS = frozenset("aeiou")
"""No initials with them: etc would be heard as 儿童池."""
_LONGEST_WORD = 5
_LONGEST_SYLLABLE = 6
_LONGEST_LATIN = 40
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeiiiioooouuuuvvvvvnnnm")


def heard(syllable: str) -> str:
    """The syllable as ears that mix zh/z and ing/in hear it."""
    for careful, careless in _ALIKE:
        syllable = syllable.replace(careful, careless)
    return syllable


@cache
def sound(character: str) -> str:
    readings = PINYIN_DICT.get(ord(character), "")
    return heard(readings.split(",", 1)[0].translate(_TONES))


@cache
def spoken(word: str) -> Sounds:
    """How the whole word is said: 伽 alone is ga, in 瑜伽 jia."""
    return tuple(heard(each.replace("ü", "v")) for each in lazy_pinyin(word))


@cache
def _syllables() -> frozenset[str]:
    written = (each.translate(_TONES) for row in PINYIN_DICT.values() for each in row.split(","))
    return frozenset(each for each in written if each.isascii() and each.isalpha())


class Known(Protocol):
    def is_word(self, word: str) -> bool: ...

    def is_everyday(self, character: str) -> bool:
        """Most likely meant as it stands (打, 就, 上)."""
        ...

    def is_plain(self, word: str) -> bool:
        """Tells nothing about what is meant (吗, 着, 在)."""
        ...


class _Heard(Generic[Key]):
    """Words by what they are heard as. Those of `first` hold before any other, and in whichever
    order a base's words come, the same one of those that sound alike holds."""

    def __init__(self, first: "_Heard[Key] | None" = None) -> None:
        self._first: _Heard[Key] | None = first
        self._words: dict[Key, str] = {}

    def take(self, key: Key, word: str) -> None:
        held = self._words.setdefault(key, word)
        if self._first is not None and word < held:
            self._words[key] = word

    def get(self, key: Key) -> str | None:
        known = self._first.get(key) if self._first is not None else None
        return known or self._words.get(key)


class Speller:
    """Knows how words sound; only they are ever read into what was typed."""

    def __init__(self) -> None:
        self._misheard: _Heard[Sounds] = _Heard()
        self._by_sound: _Heard[Sounds] = _Heard()
        self._by_initials: _Heard[str] = _Heard()

    def with_more(self) -> "Speller":
        """A speller that learns without teaching this one, whose words come before its own."""
        more = Speller()
        more._misheard = _Heard(self._misheard)
        more._by_sound = _Heard(self._by_sound)
        more._by_initials = _Heard(self._by_initials)
        return more

    def learn(self, words: Iterable[str], *, misheard: bool) -> None:
        """Words that may be read out of pinyin, and those that may also stand behind a slip."""
        for word in words:
            if 2 <= len(word) <= _LONGEST_WORD and _HAN.fullmatch(word):
                sounds = tuple(map(sound, word))
                self._by_sound.take(sounds, word)
                self._by_sound.take(spoken(word), word)
                if misheard:
                    self._misheard.take(sounds, word)
                    initials = "".join(each[:1] for each in sounds)
                    if len(word) > 2 and _VOWELS.isdisjoint(initials):
                        self._by_initials.take(initials, word)

    def mend(self, words: list[str], known: Known) -> list[str]:
        """Runs of pieces that are no word, put together as the known word they sound like."""
        mended: list[str] = []
        sounds = [tuple(map(sound, word)) for word in words]
        start = 0
        while start < len(words):
            size, word = self._sounding_like(words, sounds, start, known)
            mended.append(word)
            start += size
        return mended

    def _sounding_like(
        self, words: list[str], sounds: list[Sounds], start: int, known: Known
    ) -> tuple[int, str]:
        for size in (3, 2, 1):
            heard = sum(sounds[start : start + size], ())
            if not 2 <= len(heard) <= _LONGEST_WORD:
                continue
            meant = self._misheard.get(heard)
            if meant is None or start + size > len(words):
                continue
            pieces = words[start : start + size]
            # Two real words side by side (打 羽毛) are no slip of one word.
            if sum(len(each) > 1 for each in pieces) > 1 or known.is_word("".join(pieces)):
                continue
            if _is_slip(pieces, meant, known):
                return size, meant
        return 1, words[start]

    def read_pinyin(self, text: str, known: Known) -> str:
        """`yumaoqiu duoshao qian`, `ymq` → 羽毛球多少钱, 羽毛球; other Latin words stay."""
        return _LATIN.sub(lambda found: self._decode(found[0], known), text)

    def _decode(self, latin: str, known: Known) -> str:
        parts = [self._by_initials.get(part) or split_syllables(part) for part in latin.split()]
        if not all(parts):
            return latin
        sounds: list[str] = []
        for part in parts:
            sounds += [part] if isinstance(part, str) else map(heard, part or ())
        words = self._as_words(sounds)
        # What tells nothing is more likely another language: women is not 我们, like not 立刻.
        return latin if all(map(known.is_plain, words)) else "".join(words)

    def _as_words(self, sounds: list[str]) -> list[str]:
        """The words in a run of syllables; two and more side by side that make no sense stay as
        they were typed: they may be what the question is about. Nothing when less than half makes
        sense."""
        found: list[str] = []
        strange: list[str] = []
        understood = start = 0
        while start < len(sounds):
            size, word = self._longest_word(sounds, start)
            if word is None:
                strange.append(sounds[start])
            else:
                found += [*_of_some_length(strange), word]
                strange.clear()
                understood += size
            start += size
        found += _of_some_length(strange)
        return found if 2 * understood > len(sounds) else []

    def _longest_word(self, sounds: list[str], start: int) -> tuple[int, str | None]:
        for size in range(min(_LONGEST_WORD, len(sounds) - start), 0, -1):
            whole = sounds[start] if size == 1 and not sounds[start].isascii() else None
            word = whole or self._by_sound.get(tuple(sounds[start : start + size]))
            if word:
                return size, word
        return 1, None


def _of_some_length(strange: list[str]) -> list[str]:
    """A lone syllable is a particle or a word of one character, which pinyin alone cannot tell."""
    return [f" {''.join(strange)} "] if len(strange) > 1 else []


def _is_slip(pieces: list[str], meant: str, known: Known) -> bool:
    """Most of what was written stays, and something that tells what is meant; no word is taken
    for a slip (游泳吗 is no 有用吗), nor an everyday character (打完球 is no 打网球)."""
    kept: list[str] = []
    start = 0
    for piece in pieces:
        part = meant[start : start + len(piece)]
        start += len(piece)
        if piece != part and len(piece) > 1 and known.is_word(piece):
            return False
        for was, now in zip(piece, part, strict=True):
            if was == now:
                kept.append(was)
            elif known.is_everyday(was):
                return False
    if 2 * len(kept) < len(meant):
        return False
    return len(meant) > 2 or not all(map(known.is_plain, kept))


@lru_cache(maxsize=4096)
def split_syllables(latin: str) -> tuple[str, ...] | None:
    """`yumaoqiu` → (yu, mao, qiu), longest syllables first; None when it is no pinyin."""
    if len(latin) > _LONGEST_LATIN:
        return None
    if not latin:
        return ()
    for size in range(min(_LONGEST_SYLLABLE, len(latin)), 0, -1):
        if latin[:size] in _syllables():
            rest = split_syllables(latin[size:].lstrip("'"))
            if rest is not None:
                return (latin[:size], *rest)
    return None
