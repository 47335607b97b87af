"""What the signs in corpus/triage/signs.yaml say of a message: patterns, each with a reason.

A sign that may also stand in a question about such a thing (`about_ok`: 扭了脚你们管不管) counts
only when something has happened; of the others one is enough.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from kb.errors import CorpusMistake
from kb.terms import Level
from kb.text import Cues

_OTHERS = ("hypothetical", "happened", "wants_person", "demands")


@dataclass(frozen=True, slots=True)
class Sign:
    pattern: re.Pattern[str]
    reason: str
    level: Level
    unmistakable: bool
    """never said in a mere question"""


@dataclass(frozen=True, slots=True)
class Noticed:
    level: Level = Level.ONE
    reasons: tuple[str, ...] = ()
    mentioned: Level = Level.ONE
    """the same with the signs that do not count because the message only asks"""
    unmistakable: Level = Level.ONE
    """the same with unmistakable signs alone"""
    only_asking: bool = False
    happened: bool = False
    demanding: bool = False
    wants_person: bool = False


@dataclass(frozen=True)
class Signs:
    signs: Sequence[Sign]
    hypothetical: re.Pattern[str]
    happened: re.Pattern[str]
    wants_person: re.Pattern[str]
    demands: re.Pattern[str]

    @cached_property
    def _cues(self) -> Cues[str | int]:
        """All patterns: those of the signs by their numbers, the others by their names."""
        others = {name: getattr(self, name).pattern for name in _OTHERS}
        return Cues(
            {number: each.pattern.pattern for number, each in enumerate(self.signs)} | others
        )

    def notice(self, text: str) -> Noticed:
        """`text` is folded, not rewritten."""
        found = self._cues.found_in(text)
        happened = "happened" in found
        only_asking = not happened and "hypothetical" in found
        demanding = not only_asking and "demands" in found
        seen = [sign for number, sign in enumerate(self.signs) if number in found]
        counting = [sign for sign in seen if sign.unmistakable or not only_asking]
        level = max(_highest(counting), Level.TWO if demanding else Level.ONE)
        reasons = dict.fromkeys(sign.reason for sign in counting if sign.level is level)
        if demanding and not reasons:
            reasons = {"提出要求": None}
        return Noticed(
            level=level,
            reasons=tuple(reasons) if level > Level.ONE else (),
            mentioned=max(_highest(seen), level),
            unmistakable=_highest([sign for sign in seen if sign.unmistakable]),
            only_asking=only_asking,
            happened=happened,
            demanding=demanding,
            wants_person="wants_person" in found,
        )


def _highest(signs: Sequence[Sign]) -> Level:
    return max((sign.level for sign in signs), default=Level.ONE)


def read_signs(path: Path) -> Signs:
    data = _read_table(path)
    try:
        signs = [
            Sign(
                pattern=_compile(path, [each["pattern"]]),
                reason=str(each["reason"]),
                level=level,
                unmistakable=not each.get("about_ok", True),
            )
            for key, level in (("level_3", Level.THREE), ("level_2", Level.TWO))
            for each in data.get(key, ())
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise CorpusMistake(path, 1, f"每一条都要有 pattern 和 reason：{error}。") from error
    return Signs(signs, *(_compile(path, data.get(name, ())) for name in _OTHERS))


def _read_table(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CorpusMistake(path, line, f"YAML 格式有误：{error.problem}。") from error
    if not isinstance(data, dict):
        raise CorpusMistake(path, 1, "文件应当是键值表。")
    return data


def _compile(path: Path, patterns: Sequence[str]) -> re.Pattern[str]:
    try:
        return re.compile("|".join(f"(?:{each})" for each in patterns) or r"(?!)")
    except re.error as error:
        raise CorpusMistake(path, 1, f"正则有误：{error.pattern!r}：{error}。") from error
