"""One path from what was typed to what it is about: `Analyzer.analyze(text) -> Query`."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as installed
from pathlib import Path

from kb.text.cues import Cues
from kb.text.lexicon import Lexicon
from kb.text.normalize import normalize
from kb.text.numerals import settle_numbers
from kb.text.phrases import Phrases, goes_on, replace_phrases
from kb.text.segment import Segmenter
from kb.text.spelling import Speller

LIBRARIES = ("jieba", "opencc", "pypinyin")
"""whose dictionaries an analysis depends on"""

Mention = tuple[str, str]
"""(kind, value), such as ("sport", "羽毛球")."""

EVERYDAY = 0.5
"""rarity below which a lone character is most likely meant as it stands (打, 就, 上)"""

_WORD = re.compile(r"[一-鿿㐀-䶿\U00020000-\U0003ffff]|[a-z0-9]")
_NUMBER = re.compile(r"\d+(?::\d\d|\.\d+)?")
_WHOLE_NUMBER = re.compile(r"(?<!\d)\d+(?::\d\d|\.\d+)")
_LATIN = re.compile(r"[a-z]{2}")
_NEGATION = re.compile(
    r"不(?!好意思|知道|过|错|同|是吗|管|了解|清楚|要紧|一样|少|仅|但|论|止|懂|晓得|明白|确定)"
    r"|没(?!事)|(?<![区特级分类性个差识辨另])别(?![人的家处墅称])|未(?![成满来])|无法|禁止|勿"
)
"""区别, 别人 and 未成年 negate nothing"""
_ASKING_NOT = re.compile(
    r"(.{1,2})不\1|[能可行有在好对是要会]不|不$|没有?$|有没有|是不是|能不能|不\?|吗"
)


@dataclass(frozen=True, slots=True)
class Query:
    """What a text is about. The same form serves members' questions and entries' wordings."""

    raw: str
    text: str
    """normalised, punctuation kept"""
    core: str
    """normalised, fillers and punctuation dropped"""
    words: tuple[str, ...]
    """heads of the words in order; fillers and punctuation dropped"""
    mentions: frozenset[Mention]
    asks: frozenset[str]
    numbers: frozenset[str]
    negated: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was read: `words` pairs each piece with the head it counts as."""

    text: str
    fillers: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    stopped: tuple[str, ...]
    mentions: tuple[tuple[str, frozenset[Mention]], ...]


class Analyzer:
    """A lexicon made ready for use. Holds no state of any question: threads may share it."""

    def __init__(self, lexicon: Lexicon, cache: Path | None = None) -> None:
        self.lexicon = lexicon
        self.cache = cache
        self._rewrites = Phrases(lexicon.rewrites)
        self._fillers = Phrases({form: "" for each in lexicon.fillers for form in _forms(each)})
        self._mentions = Phrases(_in_all_forms(lexicon.mentions))
        self._asks = Cues({kind: cue.pattern for kind, cue in lexicon.asks.items()})
        own = self._own_words()
        self._segmenter = Segmenter(own, cache)
        self._own = frozenset(own)
        self._speller = Speller()
        # Which one wins where several sound alike must not change from start to start.
        self._speller.learn(sorted({*lexicon.words, *lexicon.mentions}), misheard=True)
        self._speller.learn(own, misheard=False)
        self._listener = self._speller.with_more()

    @property
    def version(self) -> str:
        """Moves with anything that changes an analysis: our code, the dictionaries and the
        lexicon."""
        return "-".join([_code(), *map(installed, LIBRARIES), self.lexicon.checksum()])

    def _own_words(self) -> list[str]:
        lexicon = self.lexicon
        heads = lexicon.synonyms.values()
        found = {*lexicon.words, *lexicon.synonyms, *heads, *lexicon.mentions, *lexicon.plain}
        return sorted(word for word in found if word)

    def learn(self, words: Iterable[str]) -> None:
        """Takes a base's own vocabulary: what members misspell is most often one of its words."""
        own = [word for word in words if self.is_word(word)]
        self._listener.learn(own, misheard=False)
        self._listener.learn((word for word in own if len(word) > 2), misheard=True)

    def is_word(self, word: str) -> bool:
        return word in self._own or self._segmenter.knows(word)

    def cut(self, text: str) -> list[str]:
        """The words of a text as it stands; put together they are the text."""
        return self._segmenter.cut(text)

    def is_everyday(self, character: str) -> bool:
        return self._segmenter.rarity(character) < EVERYDAY

    def is_plain(self, word: str) -> bool:
        return word in self.lexicon.plain

    def rarity(self, word: str) -> float:
        """0 (everyday) to 1 (known to no dictionary)."""
        return 0.75 if word in self._own else self._segmenter.rarity(word)

    def analyze(self, raw: str, *, approved: bool = False) -> Query:
        """An approved text is read by the lexicon alone: what an entry comes to must not hang on
        what else the base holds, or held when it was read. Of a long text only the head and the
        tail are read (`normalize.LONGEST`)."""
        text, pieces = self._read(raw, self._speller if approved else self._listener)
        core = _join(pieces)
        return Query(
            raw=raw,
            text=text,
            core=core,
            words=self._telling(map(self._head, pieces)),
            mentions=self._mentioned(core),
            asks=frozenset(self._asks.found_in(core)),
            numbers=frozenset(number for piece in pieces for number in _NUMBER.findall(piece)),
            negated=bool(_NEGATION.search(_ASKING_NOT.sub("", core))),
        )

    def trace(self, raw: str) -> Reading:
        """What became of each part of a member's question, for whoever tends the lexicon."""
        text, pieces = self._read(raw, self._listener)
        telling = set(self._telling(map(self._head, pieces)))
        return Reading(
            text=text,
            fillers=tuple(phrase for _, phrase, _ in self._fillers.find(text)),
            words=tuple((piece, self._head(piece)) for piece in pieces),
            stopped=tuple(piece for piece in pieces if self._head(piece) not in telling),
            mentions=tuple(self.find_mentions(_join(pieces))),
        )

    def _read(self, raw: str, speller: Speller) -> tuple[str, list[str]]:
        """The normalised text, and its pieces without fillers and punctuation."""
        text = normalize(raw, self._rewrites)
        if _LATIN.search(text):
            text = replace_phrases(speller.read_pinyin(text, self), self._rewrites)
            text = settle_numbers(text)
        plain = replace_phrases(text, self._fillers) or text
        pieces = [piece for piece in self._cut(plain) if _WORD.match(piece)]
        return text, speller.mend(pieces, self)

    def _head(self, piece: str) -> str:
        return self.lexicon.synonyms.get(piece, piece)

    def _telling(self, words: Iterable[str]) -> tuple[str, ...]:
        """Without stop words, unless there is nothing else."""
        found = tuple(words)
        stop = self.lexicon.stop
        return tuple(word for word in found if word not in stop) or found if stop else found

    def _cut(self, text: str) -> list[str]:
        """Words. Numbers stay whole: the segmenter would cut 18:30 in three, and 618 out of 6180
        when the lexicon knows it."""
        pieces: list[str] = []
        end = 0
        for found in _WHOLE_NUMBER.finditer(text):
            pieces += [*self._segmenter.cut(text[end : found.start()]), found[0]]
            end = found.end()
        pieces += self._segmenter.cut(text[end:])
        whole: list[str] = []
        for piece in pieces:
            if whole and goes_on(whole[-1][-1], piece[0]):
                whole[-1] += piece
            else:
                whole.append(piece)
        return whole

    def find_mentions(self, core: str) -> list[tuple[str, frozenset[Mention]]]:
        """The wordings in the order they stand, with what each of them mentions."""
        return [(wording, pairs) for _, wording, pairs in self._mentions.find(core)]

    def _mentioned(self, core: str) -> frozenset[Mention]:
        return frozenset(pair for _, pairs in self.find_mentions(core) for pair in pairs)


@cache
def _code() -> str:
    """Of all that this room's files say: nobody has to remember that an analysis has changed."""
    read = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        read.update(file.read_bytes())
    return read.hexdigest()[:8]


def _join(pieces: Iterable[str]) -> str:
    """Without spaces, but where two words or two numbers would become one (1、2号场)."""
    core = ""
    for piece in pieces:
        core += f" {piece}" if core and goes_on(core[-1], piece[0]) else piece
    return core


def _forms(wording: str) -> tuple[str, str]:
    """Numbers are settled before anything is looked up in a text."""
    return wording, settle_numbers(wording)


def _in_all_forms(
    mentions: Mapping[str, frozenset[Mention]],
) -> dict[str, frozenset[Mention]]:
    found: dict[str, frozenset[Mention]] = {}
    for wording, pairs in mentions.items():
        for form in _forms(wording):
            # 羽毛球多少钱1个 is one for a ball, but it also begins 羽毛球多少钱1个月.
            if form == wording or not form.endswith("个"):
                found[form] = found.get(form, frozenset()) | pairs
    return found
