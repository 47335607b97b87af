"""Raw text to one plain form: folded, simplified, numbers settled, rewrites applied."""

import re
import unicodedata

import opencc

from kb.text.numerals import settle_numbers
from kb.text.phrases import Phrases, replace_phrases

_SIMPLIFY = opencc.OpenCC("t2s")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile(r"\s+")
_SPACE_IN_CHINESE = re.compile(r"(?<=[一-鿿\d]) (?=[一-鿿])|(?<=[一-鿿]) (?=\d)")
_REPEATED = re.compile(r"(.)\1{3,}")


def clean(text: str) -> str:
    """What may be stored and shown: no controls, lone surrogates or direction marks."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n")).strip()


def fold(text: str) -> str:
    """NFKC, lower case, simplified characters, single spaces, no fourth repetition of anything."""
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).lower()
    text = _SIMPLIFY.convert(_SPACES.sub(" ", text).strip())
    return _REPEATED.sub(r"\1\1\1", text)


def normalize(text: str, rewrites: Phrases[str]) -> str:
    text = replace_phrases(fold(text), rewrites)
    return settle_numbers(_SPACE_IN_CHINESE.sub("", text))
