"""The words a club knows, as data: YAML files that any maintainer can read and mend.

A lexicon folder holds any number of `*.yaml` files; each may hold any of these sections, and the
sections of all files are joined:

rewrites   {as typed: as meant}            Cantonese, dialect, Taiwan wording, typos, emoji, English
words      [word]                          kept whole when text is cut into words
synonyms   {head: [word]}                  count as the head
fillers    [phrase]                        say nothing about what is asked
plain      [word]                          may stay unanswered: 朋友, 今天, 打算 …
stop       [word]                          carry no weight at all: neither searched nor compared
mentions   {kind: {value: [wording]}}      sport, card, day, act … what a question speaks of
open_kinds [kind]                          an entry naming one value speaks of all (weekday)
broader    {value: [value]}                周六 is a 周末
asks       {kind: [pattern]}               price, time, place …: regular expressions
topics     [kind]                          kinds of mention that a follow-up may leave unsaid
contrasts  [[word, word]]                  acts that must not be taken for each other
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.text.lexicon_files import SHAPES, read_sections
from kb.text.normalize import spell_out


@dataclass(frozen=True)
class Lexicon:
    rewrites: Mapping[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """word → head"""
    fillers: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    stop: frozenset[str] = frozenset()
    mentions: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """wording → {(kind, value)}"""
    open_kinds: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asks: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    contrasts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def checksum(self) -> str:
        """Moves with everything that an analysis reads."""
        parts = [
            sorted(self.rewrites.items()),
            sorted(self.words),
            sorted(self.synonyms.items()),
            sorted(self.fillers),
            sorted(self.plain),
            sorted(self.stop),
            sorted((wording, sorted(found)) for wording, found in self.mentions.items()),
            sorted((kind, pattern.pattern) for kind, pattern in self.asks.items()),
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


Sections = Mapping[str, Any]
"""A lexicon as it is written: each section in its shape of `SHAPES`."""


def load_lexicon(*directories: Path) -> Lexicon:
    """Joins all `*.yaml` of the folders; raises CorpusMistake with file and line."""
    return build_lexicon(join_sections(*directories))


def join_sections(*directories: Path) -> Sections:
    """As they stand in the files, for laying changes over them."""
    joined: dict[str, Any] = {
        name: {} if isinstance(shape, dict) else [] for name, shape in SHAPES.items()
    }
    for directory in directories:
        for path in sorted(directory.glob("*.yaml")):
            for name, value in read_sections(path):
                _join(joined[name], value)
    return joined


def _join(into: Any, more: Any) -> None:
    """A text given again (a rewrite) takes the later file's word; lists and tables are joined."""
    if isinstance(into, list):
        into.extend(more)
        return
    for key, value in more.items():
        if isinstance(value, str):
            into[key] = value
        else:
            _join(into.setdefault(key, type(value)()), value)


def build_lexicon(sections: Sections) -> Lexicon:
    contrasts: dict[str, set[str]] = {}
    for one, other in sections["contrasts"]:
        contrasts.setdefault(one, set()).add(other)
        contrasts.setdefault(other, set()).add(one)
    return Lexicon(
        rewrites={spell_out(typed): meant for typed, meant in sections["rewrites"].items()},
        words=frozenset(map(spell_out, sections["words"])),
        synonyms={
            spell_out(word): head for head, words in sections["synonyms"].items() for word in words
        },
        fillers=frozenset(map(spell_out, sections["fillers"])),
        plain=frozenset(map(spell_out, sections["plain"])),
        stop=frozenset(map(spell_out, sections["stop"])),
        mentions=_wordings(sections["mentions"]),
        open_kinds=frozenset(sections["open_kinds"]),
        topics=frozenset(sections["topics"]),
        broader={value: frozenset(wider) for value, wider in sections["broader"].items()},
        asks={kind: _any_of(patterns) for kind, patterns in sections["asks"].items() if patterns},
        contrasts={word: frozenset(others) for word, others in contrasts.items()},
    )


def _wordings(
    mentions: Mapping[str, Mapping[str, Iterable[str]]],
) -> dict[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for kind, values in mentions.items():
        for value, wordings in values.items():
            for wording in map(spell_out, (value, *wordings)):
                found.setdefault(wording, set()).add((kind, value))
    return {wording: frozenset(pairs) for wording, pairs in found.items()}


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns))
