"""Greetings, thanks, nonsense: messages that want a kind word and no entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kb.errors import CorpusMistake

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True, slots=True)
class Courtesy:
    kind: str
    pattern: re.Pattern[str]
    reply: str


@dataclass(frozen=True)
class SmallTalk:
    courtesies: Sequence[Courtesy]

    def reply_to(self, text: str) -> Courtesy | None:
        """`text` is normalised. Only a message that is nothing else is small talk."""
        bare = _EDGES.sub("", text)
        return next((each for each in self.courtesies if each.pattern.fullmatch(bare)), None)

    def of_kind(self, kind: str) -> Courtesy:
        return next(each for each in self.courtesies if each.kind == kind)


def read_smalltalk(path: Path) -> SmallTalk:
    try:
        rows = yaml.safe_load(path.read_text("utf-8"))
        return SmallTalk([_courtesy(row) for row in rows])
    except (yaml.YAMLError, re.error, KeyError, TypeError) as error:
        raise CorpusMistake(path, 1, f"寒暄表读不出来：{error}。") from error


def _courtesy(row: dict[str, Any]) -> Courtesy:
    pattern = re.compile("|".join(f"(?:{each})" for each in row["patterns"]), re.DOTALL)
    return Courtesy(str(row["kind"]), pattern, str(row["replies"]["zh-Hans"]))
