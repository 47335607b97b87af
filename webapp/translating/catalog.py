"""One language's words for ours. A message is a sentence, or a pattern of one: {0}, {1} are the
places that are filled in when it is said."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from kb.text.traditional import as_said_there
from webapp.translating.times import time_in_english

FOLDER = Path(__file__).parent.parent / "translations"
TRANSLATED, UNTRANSLATED = "messages.po", "untranslated.po"
LONGEST = 600
"""characters; what is longer was not written by us"""
STRONG = 4
"""Chinese characters beside its places that make a pattern ours for certain"""

HAN = re.compile(r"[㐀-鿿]")
CHINESE = re.compile(r"[㐀-鿿、-】，。！？：；（）“”…]")
PLACE = re.compile(r"\{(\d+)\}")
SENTENCE = re.compile(r"[^。！？\n]+[。！？]*[”」）]?|[。！？\n]+")
MARKS = str.maketrans(
    {"，": ", ", "。": ". ", "、": ", ", "；": "; ", "：": ": ", "（": " (", "）": ")"}
    | {"「": "“", "」": "”", "！": "!", "？": "?"}
)
"""for words between which only signs stand"""
_NUMBER = r"([\d.,:–%]+)"
COUNTED = re.compile(r" (?:分钟|小时|[天位次条个页人件字张场份])")
_ANYTHING = r"(.+?)"


@dataclass(frozen=True)
class Pattern:
    literal: str
    """its longest words between two places: a quick look before the slow one"""
    sure: re.Pattern[str]
    """matches only what cannot be anybody else's words"""
    any: re.Pattern[str]
    told: str


@dataclass(frozen=True)
class Catalog:
    language: str
    messages: Mapping[tuple[str, str | None], str]
    patterns: tuple[Pattern, ...] = field(init=False)

    def __post_init__(self) -> None:
        made = [_pattern(said, told) for (said, _), told in self.messages.items() if "{0}" in said]
        made.sort(key=lambda each: len(each.any.pattern), reverse=True)
        object.__setattr__(self, "patterns", tuple(each for each in made if each))

    def look_up(self, message: str, context: str | None = None) -> str | None:
        """Of a whole message of a template."""
        key = key_of(message)
        told = self.messages.get((key, context)) or self.messages.get((key, None))
        if told is None and self.language == "zh-Hant":
            told = as_said_there(key)
        if told is None and not HAN.search(message):
            return message.translate(MARKS)
        return None if told is None else self._end_like(message, told)

    def tell(self, text: str, *, sure: bool = False) -> str | None:
        """What we said, in this language; None where we did not. `sure`: only where nobody else
        can have said it."""
        if len(text) > LONGEST:
            return None
        return self._plain(text) or self._sentences(text, sure) or self._pattern(text, sure)

    def _plain(self, text: str) -> str | None:
        key = key_of(text)
        told = self.messages.get((key, None)) or self._time(key)
        return self._end_like(text, told) if told else None

    def _pattern(self, text: str, sure: bool) -> str | None:
        told = self._fill(key_of(text), sure)
        return self._end_like(text, told) if told else None

    def _end_like(self, text: str, told: str) -> str:
        if not text.rstrip().endswith("。"):
            return told
        return f"{told[:1].upper()}{told[1:]}." if self.language == "en" else f"{told}。"

    def _time(self, text: str) -> str | None:
        english = time_in_english(text)
        return english if english is None or self.language == "en" else as_said_there(text)

    def _one(self, sentence: str, sure: bool) -> str | None:
        return self._plain(sentence) or self._pattern(sentence, sure)

    def _fill(self, text: str, sure: bool) -> str | None:
        for each in self.patterns:
            if each.literal in text:
                found = (each.sure if sure else each.any).fullmatch(text)
                if found:
                    return _filled(each.told, [self._place(part) for part in found.groups()])
        return None

    def _place(self, text: str) -> str:
        if not CHINESE.search(text):
            return text
        bare = text.strip()
        return text.replace(bare, self.tell(bare) or bare)

    def _sentences(self, text: str, sure: bool) -> str | None:
        parts = SENTENCE.findall(text.strip())
        if len(parts) < 2:
            return None
        told = [part if part.isspace() else self._one(part, sure) for part in parts]
        if any(each is None for each in told):
            return None
        gap = " " if self.language == "en" else ""
        whole = gap.join(each for each in told if each)
        return re.sub(r" ?\n ?", "\n", whole)


def key_of(message: str) -> str:
    """As catalogs have it: blanks alike, and without the full stop at the end."""
    return " ".join(message.split()).removesuffix("。")


@cache
def catalog_of(language: str) -> Catalog:
    messages: dict[tuple[str, str | None], str] = {}
    path = FOLDER / language / TRANSLATED
    if path.exists():
        for each in read(path):
            if each.string:
                messages[key_of(str(each.id)), each.context] = str(each.string)
    return Catalog(language, messages)


def read(path: Path) -> Iterable:  # type: ignore[type-arg]
    with path.open("rb") as file:
        return [each for each in read_po(file) if each.id]


def is_complete(language: str) -> bool:
    """No text of the pages of colleagues is missing in it."""
    return not (FOLDER / language / UNTRANSLATED).exists()


@lru_cache(maxsize=8192)
def translate(text: str, language: str, *, sure: bool = False) -> str:
    """What we said, in that language; anybody else's words stay as they are."""
    if language == "zh-Hans" or not CHINESE.search(text):
        return text
    return catalog_of(language).tell(text, sure=sure) or text


def _filled(told: str, given: Sequence[str]) -> str:
    return PLACE.sub(lambda place: given[int(place[1])], told)


def _pattern(said: str, told: str) -> Pattern | None:
    parts = PLACE.split(said)
    literals, after = parts[::2], parts[2::2]
    han = sum(len(HAN.findall(each)) for each in literals)
    if not han:
        return None
    if len({*parts[1::2]}) != len(literals) - 1:
        return None
    return Pattern(
        max(literals, key=len),
        _joined(
            literals, [_place(each, _ANYTHING if han >= STRONG else _NUMBER) for each in after]
        ),
        _joined(literals, [_place(each, _ANYTHING) for each in after]),
        told,
    )


def _place(after: str, otherwise: str) -> str:
    return _NUMBER if COUNTED.match(after) else otherwise


def _joined(literals: list[str], places: list[str]) -> re.Pattern[str]:
    pieces = [re.escape(literals[0])]
    for place, literal in zip(places, literals[1:], strict=True):
        pieces += [place, re.escape(literal)]
    return re.compile("".join(pieces), re.DOTALL)
