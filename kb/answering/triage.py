"""Does a message tell of something serious (level 2 or 3), or ask for a person?

Signs are data: patterns with a reason. A sign that `about_ok` says so about may also occur in a
question about such a thing (扭了脚你们管不管) and counts only when something has happened.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kb.errors import CorpusMistake
from kb.terms import Level


@dataclass(frozen=True, slots=True)
class Sign:
    pattern: re.Pattern[str]
    reason: str
    level: Level
    also_hypothetical: bool


@dataclass(frozen=True, slots=True)
class Triaged:
    level: Level = Level.ONE
    reasons: tuple[str, ...] = ()
    wants_person: bool = False


@dataclass(frozen=True)
class Triage:
    signs: Sequence[Sign]
    hypothetical: re.Pattern[str]
    happened: re.Pattern[str]
    wants_person: re.Pattern[str]
    demands: re.Pattern[str]

    def judge(self, text: str) -> Triaged:
        """`text` is normalised, in simplified characters."""
        only_asking = bool(self.hypothetical.search(text)) and not self.happened.search(text)
        found = [
            sign
            for sign in self.signs
            if sign.pattern.search(text) and (sign.also_hypothetical or not only_asking)
        ]
        level = max((sign.level for sign in found), default=Level.ONE)
        reasons = dict.fromkeys(sign.reason for sign in found if sign.level is level)
        return Triaged(level, tuple(reasons), bool(self.wants_person.search(text)))


def read_triage(path: Path) -> Triage:
    data = read_yaml_table(path)
    signs = [
        Sign(
            pattern=_compile(path, [each["pattern"]]),
            reason=str(each["reason"]),
            level=level,
            also_hypothetical=not each.get("about_ok", True),
        )
        for key, level in (("level_3", Level.THREE), ("level_2", Level.TWO))
        for each in data.get(key, ())
    ]
    parts = ("hypothetical", "happened", "wants_person", "demands")
    return Triage(signs, *(_compile(path, data.get(part, ())) for part in parts))


def read_yaml_table(path: Path) -> dict[str, Any]:
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
