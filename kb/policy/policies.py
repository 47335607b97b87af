"""corpus/policy/*.toml as one value, with every mistake in the files told at once."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kb.errors import CorpusMistake, CorpusMistakes
from kb.policy.answering import AnsweringPolicy
from kb.policy.knowledge import KnowledgePolicy
from kb.policy.service import ServicePolicy
from kb.policy.strict import StrictPolicy


@dataclass(frozen=True)
class Policies:
    """`version` grows with every adoption; 0 when read from files and not adopted."""

    answering: AnsweringPolicy
    service: ServicePolicy
    knowledge: KnowledgePolicy = field(default_factory=KnowledgePolicy)
    version: int = 0


Kind = TypeVar("Kind", bound=StrictPolicy)

KINDS: dict[str, type[StrictPolicy]] = {
    "answering": AnsweringPolicy,
    "service": ServicePolicy,
    "knowledge": KnowledgePolicy,
}
OPTIONAL = frozenset({"knowledge"})
"""A corpus without this file keeps what its class has: the strictest."""


def read_policies(directory: Path) -> Policies:
    """Raises CorpusMistakes, which names the file, line and key of every mistake."""
    found: dict[str, Any] = {}
    mistakes: list[CorpusMistake] = []
    for name, kind in KINDS.items():
        file = directory / f"{name}.toml"
        if name in OPTIONAL and not file.exists():
            continue
        try:
            found[name] = _read(file, kind)
        except CorpusMistakes as error:
            mistakes += error.mistakes
    if mistakes:
        raise CorpusMistakes(mistakes)
    return Policies(**found)


def read_answering(directory: Path) -> AnsweringPolicy:
    """For a corpus that is only asked and opens no tickets."""
    return _read(directory / "answering.toml", AnsweringPolicy)


def _read(file: Path, kind: type[Kind]) -> Kind:
    try:
        text = file.read_text("utf-8")
        return kind.model_validate(tomllib.loads(text))
    except FileNotFoundError as error:
        raise CorpusMistakes([CorpusMistake(file, 1, "缺少这个文件。")]) from error
    except UnicodeDecodeError as error:
        raise CorpusMistakes([CorpusMistake(file, 1, "不是 UTF-8 编码。")]) from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        place = int(line[1]) if line else max(1, text.count("\n"))
        raise CorpusMistakes([CorpusMistake(file, place, f"TOML 语法有误：{error}")]) from error
    except ValidationError as error:
        raise CorpusMistakes(_explain(file, text, error)) from error


def _explain(file: Path, text: str, error: ValidationError) -> list[CorpusMistake]:
    return [_explain_one(file, text, each) for each in error.errors()]


def _explain_one(file: Path, text: str, error: ErrorDetails) -> CorpusMistake:
    keys = [part for part in error["loc"] if isinstance(part, str)]
    wrong = {"extra_forbidden": "没有这个键", "missing": "缺少这个键"}.get(
        error["type"], error["msg"].removeprefix("Value error, ")
    )
    return CorpusMistake(file, _line_of(text, keys), f"{'.'.join(keys) or '全文'}：{wrong}")


def _line_of(text: str, keys: list[str]) -> int:
    """The line of the innermost key that is written out, else 1."""
    lines = text.splitlines()
    for key in reversed(keys):
        pattern = re.compile(rf"""\s*\[?\s*["']?(?:[\w.-]+\.)?{re.escape(key)}["']?\s*[\]=]""")
        for number, line in enumerate(lines, start=1):
            if pattern.match(line):
                return number
    return 1
