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
WEAK = 2
"""that it needs where the whole sentence is known to be ours"""

HAN = re.compile(r"[㐀-鿿]")
CHINESE = re.compile(r"[㐀-鿿、-】，。！？：；（）“”…]")
PLACE = re.compile(r"\{(\d+)\}")
SENTENCE = re.compile(r"[^。！？\n]+[。！？]*[”」）]?|[。！？\n]+")
_THERE = [", ", ". ", ", ", "; ", ": ", " (", ")", "“", "”", "!", "?", " "]
MARKS = str.maketrans(dict(zip("，。、；：（）「」！？\u3000", _THERE, strict=True)))
"""for words between which only signs stand"""
Signs = tuple[re.Pattern[str], ...]
AROUND: Signs = (re.compile(r"([→←\u3000]+)"),)
BETWEEN: Signs = (re.compile("(：)"), re.compile("([，、；（）·]+|[,;] )"), re.compile("( )"))
"""signs with which code puts words of ours together: 工单：答复会员 · 满意（个）"""
_EMPTY = re.compile(r" ?\( +\)")
"""a unit that needs no word: 满意（个）"""
_NUMBER = r"([\d.,:–%]+)"
COUNTED = re.compile(r" (?:分钟|小时|[天位次条个页人件字张场份])")
_ANYTHING = r"(.+?)"


@dataclass(frozen=True)
class Pattern:
    literal: str
    """its longest words between two places: a quick look before the slow one"""
    shape: re.Pattern[str]
    han: int
    """Chinese characters beside its places"""
    told: str


@dataclass(frozen=True)
class Catalog:
    language: str
    messages: Mapping[tuple[str, str | None], str]
    patterns: tuple[Pattern, ...] = field(init=False)

    def __post_init__(self) -> None:
        made = [_pattern(said, told) for (said, _), told in self.messages.items() if "{0}" in said]
        known = [each for each in made if each]
        known.sort(key=lambda each: (each.han, len(each.shape.pattern)), reverse=True)
        object.__setattr__(self, "patterns", tuple(known))

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
        return self._plain(text) or self._sentences(text, sure) or self._put_together(text, sure)

    def _plain(self, text: str) -> str | None:
        key = key_of(text)
        told = self.messages.get((key, None)) or self._time(key)
        return self._end_like(text, told) if told else None

    def _put_together(self, text: str, sure: bool) -> str | None:
        key = key_of(text)
        told = (
            self._joined(key, AROUND, sure)
            or self._fill(key, sure, STRONG)
            or self._joined(key, BETWEEN, sure=True)
        )
        if told is None and not sure:
            told = self._fill(key, sure, WEAK) or self._joined(key, BETWEEN, sure)
        return self._end_like(text, told) if told else None

    def _end_like(self, text: str, told: str) -> str:
        if not text.rstrip().endswith("。"):
            return told
        return f"{told[:1].upper()}{told[1:]}." if self.language == "en" else f"{told}。"

    def _time(self, text: str) -> str | None:
        english = time_in_english(text)
        return english if english is None or self.language == "en" else as_said_there(text)

    def _one(self, sentence: str, sure: bool) -> str | None:
        return self._plain(sentence) or self._put_together(sentence, sure)

    def _fill(self, text: str, sure: bool, foreign: int) -> str | None:
        """`foreign`: how many characters of its own a pattern needs to hold what is not ours."""
        for each in self.patterns:
            found = each.shape.fullmatch(text) if each.literal in text else None
            if found:
                given = found.groups()
                told = [self._place(part, sure) for part in given]
                if None not in told or each.han >= foreign:
                    return _filled(each.told, _or_as_given(told, given))
        return None

    def _place(self, text: str, sure: bool) -> str | None:
        """None where somebody else's words stand in it."""
        if not CHINESE.search(text):
            return text
        bare = text.strip()
        told = self.tell(bare, sure=True) or (None if sure else self._joined(bare, BETWEEN, sure))
        return None if told is None else text.replace(bare, told)

    def _joined(self, text: str, signs: Signs, sure: bool) -> str | None:
        """What stands between signs, each by itself."""
        parts = next((p for each in signs if len(p := each.split(text)) > 1), None)
        if parts is None:
            return None
        told = [self._place(part, sure=True) for part in parts[::2]]
        if None in told and (sure or all(one is None for one in told)):
            return None
        marks = MARKS if self.language == "en" else {}
        between = [each.translate(marks) for each in parts[1::2]]
        parts[::2], parts[1::2] = _or_as_given(told, parts[::2]), between
        return _EMPTY.sub("", "".join(parts)).replace("  ", " ").strip()

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


def _or_as_given(told: Sequence[str | None], given: Sequence[str]) -> list[str]:
    return [part if one is None else one for one, part in zip(told, given, strict=True)]


def _filled(told: str, given: Sequence[str]) -> str:
    said = PLACE.sub(lambda place: given[int(place[1])], told)
    return re.sub(" {2,}", " ", said).strip(" ")


def _pattern(said: str, told: str) -> Pattern | None:
    parts = PLACE.split(said)
    literals, after = parts[::2], parts[2::2]
    han = sum(len(HAN.findall(each)) for each in literals)
    if not han or said.startswith("周{"):  # a surname too, and weekdays have rules of their own
        return None
    if len({*parts[1::2]}) != len(literals) - 1:
        return None
    shape = _shape(literals, [_NUMBER if COUNTED.match(each) else _ANYTHING for each in after])
    return Pattern(max(literals, key=len), shape, han, told)


def _shape(literals: list[str], places: list[str]) -> re.Pattern[str]:
    pieces = [re.escape(literals[0])]
    for place, literal in zip(places, literals[1:], strict=True):
        pieces += [place, re.escape(literal)]
    return re.compile("".join(pieces), re.DOTALL)
