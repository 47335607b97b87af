"""Finds what must never be said, however it is written. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kb.policy.phrases import ForbiddenPhrase, compiled
from kb.text.normalize import spell_out

# Written between the words without changing them: blanks, dots, quotes, and what softens a tone.
_PASSED_OVER = frozenset("啊呀嘛呢哦噢喔诶欸哈啦咯呗哎唉嗯、·.…~-—_*'\"“”‘’「」《》()[]")
_STOPS = {",": "，", "!": "！", "?": "？", ";": "；", ":": "，", "：": "，", "\n": "。"}
_SAME = {"您": "你", "妳": "你", "咱": "我", "俺": "我", "晓": "知", "她": "他", "它": "他"}
_KNOWN = re.compile("(?<=知)得")
_COLOURING = re.compile("(?<=[这那哪门事会点准劲法招辙趟个])儿(?![童子女])")


@dataclass(frozen=True, slots=True)
class Flag:
    """`start` and `end` count characters of the text as it was written."""

    start: int
    end: int
    phrase: ForbiddenPhrase


def flagged(text: str, phrases: Sequence[ForbiddenPhrase]) -> list[Flag]:
    """From left to right; the same phrase never twice at one place."""
    folded, places = _fold(text)
    found = [
        Flag(places[start], places[end - 1] + 1, phrase)
        for phrase in phrases
        for start, end in _spans(folded, phrase)
    ]
    return sorted(found, key=lambda each: (each.start, each.end))


def _fold(text: str) -> tuple[str, list[int]]:
    """Simplified, lower case, without fillers; with the place of each character in the text."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in _plain(character):
            characters.append(plain)
            places.append(place)
    return _spoken(characters, places)


def _spoken(characters: list[str], places: list[int]) -> tuple[str, list[int]]:
    """Without the 儿 of speech (门儿, 哪儿), which is not that of a child; 晓得 is 知道."""
    folded = "".join(characters)
    kept = [at for at in range(len(folded)) if not _COLOURING.match(folded, at)]
    text = _KNOWN.sub("道", "".join(folded[at] for at in kept))
    return text, [places[at] for at in kept]


@cache
def _plain(character: str) -> str:
    if character in _STOPS:
        return _STOPS[character]
    spelt = "".join(_STOPS.get(each, _SAME.get(each, each)) for each in spell_out(character))
    return "".join(each for each in spelt if not each.isspace() and each not in _PASSED_OVER)


def _spans(folded: str, phrase: ForbiddenPhrase) -> list[tuple[int, int]]:
    harmless = [each.span() for each in _matches(folded, phrase.unless)]
    spans = sorted(each.span() for each in _matches(folded, phrase.patterns))
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if any(start < stop and begin < end for begin, stop in harmless):
            continue
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _matches(folded: str, patterns: Sequence[str]) -> list[re.Match[str]]:
    return [found for each in patterns for found in compiled(each).finditer(folded)]
