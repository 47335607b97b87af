"""From what people type to what it is about: the one door to jieba, OpenCC and pinyin."""

from kb.text.cues import Cues
from kb.text.lexicon import Lexicon, load_lexicon
from kb.text.normalize import clean, fold
from kb.text.query import Analyzer, Mention, Query

__all__ = ["Analyzer", "Cues", "Lexicon", "Mention", "Query", "clean", "fold", "load_lexicon"]
