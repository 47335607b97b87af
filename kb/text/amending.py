"""Changes laid over the lexicon that is shipped as files: plain data, pure functions.

The files stay as they are. Each amendment speaks of one item of one section: a word, a head with
its synonyms, a value with the wordings that mention it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.terms import LabelledEnum
from kb.text.lexicon import Sections
from kb.text.normalize import spell_out

Item = tuple[str, ...]
"""what stands behind a key: synonyms, wordings, what is meant; nothing where the key is all"""
BETWEEN = "/"
"""between the kind and the value of a mention: sport/网球"""


class Section(LabelledEnum):
    """Those that can be changed without touching a file. The others are the lexicon's structure:
    patterns, kinds of mention and how acts stand to each other."""

    SYNONYMS = "synonyms", "同义词"
    WORDS = "words", "专有词"
    MENTIONS = "mentions", "事物"
    REWRITES = "rewrites", "改写"
    FILLERS = "fillers", "客套话"
    PLAIN = "plain", "陪衬词"
    STOP = "stop", "停用词"


BARE = frozenset({Section.WORDS, Section.FILLERS, Section.PLAIN, Section.STOP})
"""Their keys are all there is to say."""


@dataclass(frozen=True, slots=True)
class Amendment:
    """`values` is None where the item is taken away."""

    section: Section
    key: str
    values: Item | None


def items_of(sections: Sections, section: Section) -> dict[str, Item]:
    """In the order of the files."""
    found = sections[section.value]
    match section:
        case Section.REWRITES:
            return {spell_out(typed): (meant,) for typed, meant in found.items()}
        case Section.SYNONYMS:
            return {head: _spelt(words) for head, words in found.items()}
        case Section.MENTIONS:
            return {
                f"{kind}{BETWEEN}{value}": _spelt(wordings)
                for kind, values in found.items()
                for value, wordings in values.items()
            }
    return {spell_out(word): () for word in found}


def amended(sections: Sections, amendments: Iterable[Amendment]) -> Sections:
    """The sections with each amendment in its place; of two of one item the later holds."""
    by_section: dict[Section, list[Amendment]] = {}
    for each in amendments:
        by_section.setdefault(each.section, []).append(each)
    changed = {
        section.value: _as_written(section, _laid_over(items_of(sections, section), some))
        for section, some in by_section.items()
    }
    return {**sections, **changed}


def _laid_over(items: dict[str, Item], amendments: Iterable[Amendment]) -> dict[str, Item]:
    for each in amendments:
        if each.values is None:
            items.pop(each.key, None)
        else:
            items[each.key] = each.values
    return items


def _as_written(section: Section, items: Mapping[str, Item]) -> Any:
    match section:
        case Section.REWRITES:
            return {typed: meant for typed, (meant,) in items.items()}
        case Section.SYNONYMS:
            return {head: list(words) for head, words in items.items()}
        case Section.MENTIONS:
            found: dict[str, dict[str, list[str]]] = {}
            for key, wordings in items.items():
                kind, _, value = key.partition(BETWEEN)
                found.setdefault(kind, {})[value] = list(wordings)
            return found
    return list(items)


def _spelt(words: Iterable[str]) -> Item:
    return tuple(dict.fromkeys(map(spell_out, words)))
