"""The words a club knows, as data: YAML files that any maintainer can read and mend.

A lexicon folder holds any number of `*.yaml` files; each may hold any of these sections, and the
sections of all files are joined:

rewrites   {as typed: as meant}            Cantonese, dialect, Taiwan wording, typos, emoji, English
words      [word]                          kept whole when text is cut into words
synonyms   {head: [word]}                  count as the head
fillers    [phrase]                        say nothing about what is asked
plain      [word]                          may stay unanswered: 朋友, 今天, 打算 …
mentions   {kind: {value: [wording]}}      sport, card, day, act … what a question speaks of
open_kinds [kind]                          an entry naming one value speaks of all (weekday)
broader    {value: [value]}                周六 is a 周末
asks       {kind: [pattern]}               price, time, place …: regular expressions
contrasts  [[word, word]]                  acts that must not be taken for each other
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kb.errors import CorpusMistake

SECTIONS = {
    "rewrites": dict,
    "words": list,
    "synonyms": dict,
    "fillers": list,
    "plain": list,
    "mentions": dict,
    "open_kinds": list,
    "broader": dict,
    "asks": dict,
    "contrasts": list,
}


@dataclass(frozen=True)
class Lexicon:
    rewrites: Mapping[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """word → head"""
    fillers: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    mentions: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    """wording → {(kind, value)}"""
    open_kinds: frozenset[str] = frozenset()
    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asks: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    contrasts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def checksum(self) -> str:
        parts = [
            sorted(self.rewrites.items()),
            sorted(self.words),
            sorted(self.synonyms.items()),
            sorted(self.fillers),
            sorted((wording, sorted(found)) for wording, found in self.mentions.items()),
            sorted((kind, pattern.pattern) for kind, pattern in self.asks.items()),
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def load_lexicon(*directories: Path) -> Lexicon:
    """Joins all `*.yaml` of the folders; raises CorpusMistake with file and line."""
    sections: dict[str, Any] = {name: kind() for name, kind in SECTIONS.items()}
    for directory in directories:
        for path in sorted(directory.glob("*.yaml")):
            _join(sections, path)
    return _build(sections)


def _join(sections: dict[str, Any], path: Path) -> None:
    for name, (line, value) in _read(path).items():
        if name not in SECTIONS:
            known = "、".join(SECTIONS)
            raise CorpusMistake(path, line, f"不认识的段落 {name}。", mend=f"可用的段落：{known}。")
        if not isinstance(value, SECTIONS[name]):
            shape = "列表" if SECTIONS[name] is list else "键值表"
            raise CorpusMistake(path, line, f"{name} 应当是{shape}。")
        if name in ("mentions", "synonyms", "broader"):
            _merge_deep(sections[name], value)
        elif name == "asks":
            sections[name].update(_compile(path, line, value))
        elif SECTIONS[name] is dict:
            sections[name].update(value)
        else:
            sections[name].extend(value)


def _read(path: Path) -> dict[str, tuple[int, Any]]:
    try:
        text = path.read_text("utf-8")
        node = yaml.compose(text, yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise CorpusMistake(path, 1, "文件应当是键值表。")
        values = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CorpusMistake(path, line, "不是 UTF-8 编码。", mend="请另存为 UTF-8。") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CorpusMistake(path, line, f"YAML 格式有误：{error.problem}。") from error
    return {key.value: (key.start_mark.line + 1, values[key.value]) for key, _ in node.value}


def _merge_deep(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge_deep(into.setdefault(key, {}), value)
        else:
            into.setdefault(key, []).extend(value or [])


def _compile(
    path: Path, line: int, asks: Mapping[str, Iterable[str]]
) -> dict[str, re.Pattern[str]]:
    compiled = {}
    for kind, patterns in asks.items():
        try:
            compiled[kind] = re.compile("|".join(f"(?:{each})" for each in patterns))
        except re.error as error:
            raise CorpusMistake(path, line, f"asks.{kind} 的正则有误：{error}。") from error
    return compiled


def _build(sections: Mapping[str, Any]) -> Lexicon:
    mentions: dict[str, set[tuple[str, str]]] = {}
    for kind, values in sections["mentions"].items():
        for value, wordings in values.items():
            for wording in {value, *wordings}:
                mentions.setdefault(str(wording).lower(), set()).add((kind, value))
    contrasts: dict[str, set[str]] = {}
    for pair in sections["contrasts"]:
        for word in pair:
            contrasts.setdefault(word, set()).update(set(pair) - {word})
    return Lexicon(
        rewrites={str(typed).lower(): str(meant) for typed, meant in sections["rewrites"].items()},
        words=frozenset(map(str, sections["words"])),
        synonyms=_heads(sections["synonyms"]),
        fillers=frozenset(map(str, sections["fillers"])),
        plain=frozenset(map(str, sections["plain"])),
        mentions={wording: frozenset(found) for wording, found in mentions.items()},
        open_kinds=frozenset(sections["open_kinds"]),
        broader={value: frozenset(wider) for value, wider in sections["broader"].items()},
        asks=sections["asks"],
        contrasts={word: frozenset(others) for word, others in contrasts.items()},
    )


def _heads(synonyms: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {str(word).lower(): head for head, words in synonyms.items() for word in words}
