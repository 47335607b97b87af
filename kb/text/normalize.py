"""Raw text to one plain form: folded, simplified, numbers settled, rewrites applied."""

import re
import unicodedata
from functools import cache

import opencc

from kb.text.numerals import settle_numbers
from kb.text.phrases import Phrases, replace_phrases

HEAD = 1500
TAIL = 2500
LONGEST = HEAD + 1 + TAIL
"""A longer text is read by its first and its last characters, where people say what they want:
the work for one text stays bounded, however long it is."""

_SIMPLIFY = opencc.OpenCC("t2s")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(r"\s+")
_SPACE_IN_CHINESE = re.compile(r"(?<=[一-鿿\d]) (?=[一-鿿])|(?<=[一-鿿]) (?=\d)")
_REPEATED = re.compile(r"([^\d])\1{3,}")


def clean(text: str) -> str:
    """What may be stored and shown: no controls, lone surrogates or direction marks."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n")).strip()


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:HEAD]}。{text[-TAIL:]}"


def spell_out(text: str) -> str:
    """Each character in its plain form: NFKC, lower case, simplified, nothing unseen."""
    # Some plain forms are unseen themselves, and some signs hide between others.
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return _simplify(_UNSEEN.sub("", text).lower())


def _simplify(text: str) -> str:
    simple: str = _SIMPLIFY.convert(text)
    if simple == text or len(simple) != len(text):
        return simple
    # OpenCC expects traditional text: it makes 打坏 of simplified Chinese into 打坯.
    return "".join(
        new if _is_traditional(old) else old for old, new in zip(text, simple, strict=True)
    )


@cache
def _is_traditional(character: str) -> bool:
    return bool(_SIMPLIFY.convert(character) != character)


def fold(text: str) -> str:
    """Spelt out, with single spaces and no fourth repetition of anything but digits."""
    return _REPEATED.sub(r"\1\1\1", _SPACES.sub(" ", spell_out(text)).strip())


def normalize(text: str, rewrites: Phrases[str]) -> str:
    # One sign may stand for eighteen characters (ﷺ), so the length is looked at twice.
    text = replace_phrases(shorten(fold(shorten(text))), rewrites)
    return settle_numbers(_SPACE_IN_CHINESE.sub("", text))
