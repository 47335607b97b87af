"""corpus/policy/*.toml as one value, with every mistake in the files told at once."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kb.errors import CorpusMistake, CorpusMistakes
from kb.policy.answering import AnsweringPolicy
from kb.policy.care import CarePolicy
from kb.policy.clocks import ClocksPolicy
from kb.policy.complaints import ComplaintsPolicy
from kb.policy.contribution import ContributionPolicy
from kb.policy.honours import HonoursPolicy
from kb.policy.knowledge import KnowledgePolicy
from kb.policy.kpi import KpiPolicy
from kb.policy.mail import MailPolicy
from kb.policy.phrases import PhrasesPolicy
from kb.policy.quiz import QuizPolicy
from kb.policy.service import ServicePolicy
from kb.policy.strict import StrictPolicy


@dataclass(frozen=True)
class Policies:
    """`version` grows with every adoption; 0 when read from files and not adopted."""

    answering: AnsweringPolicy
    service: ServicePolicy
    knowledge: KnowledgePolicy = field(default_factory=KnowledgePolicy)
    clocks: ClocksPolicy = field(default_factory=ClocksPolicy)
    complaints: ComplaintsPolicy = field(default_factory=ComplaintsPolicy)
    phrases: PhrasesPolicy = field(default_factory=PhrasesPolicy)
    care: CarePolicy = field(default_factory=CarePolicy)
    contribution: ContributionPolicy = field(default_factory=ContributionPolicy)
    kpi: KpiPolicy = field(default_factory=KpiPolicy)
    quiz: QuizPolicy = field(default_factory=QuizPolicy)
    honours: HonoursPolicy = field(default_factory=HonoursPolicy)
    mail: MailPolicy = field(default_factory=MailPolicy)
    version: int = 0


Kind = TypeVar("Kind", bound=StrictPolicy)

KINDS: dict[str, type[StrictPolicy]] = {
    "answering": AnsweringPolicy,
    "service": ServicePolicy,
    "knowledge": KnowledgePolicy,
    "care": CarePolicy,
    "clocks": ClocksPolicy,
    "complaints": ComplaintsPolicy,
    "contribution": ContributionPolicy,
    "honours": HonoursPolicy,
    "kpi": KpiPolicy,
    "mail": MailPolicy,
    "phrases": PhrasesPolicy,
    "quiz": QuizPolicy,
}
OPTIONAL = frozenset(
    {"knowledge", "clocks", "complaints", "phrases", "care", "contribution", "kpi"}
    | {"quiz", "honours", "mail"}
)
"""A corpus without such a file keeps what its class has."""


def read_policies(directory: Path) -> Policies:
    """Raises CorpusMistakes, which names the file, line and key of every mistake."""
    found: dict[str, Any] = {}
    mistakes: list[CorpusMistake] = []
    for name, kind in KINDS.items():
        file = directory / f"{name}.toml"
        if name in OPTIONAL and not file.exists():
            continue
        try:
            found[name] = read_one(file, kind)
        except CorpusMistakes as error:
            mistakes += error.mistakes
    if mistakes:
        raise CorpusMistakes(mistakes)
    return Policies(**found)


def read_answering(directory: Path) -> AnsweringPolicy:
    """For a corpus that is only asked and opens no tickets."""
    return read_one(directory / "answering.toml", AnsweringPolicy)


def read_one(file: Path, kind: type[Kind]) -> Kind:
    """Raises CorpusMistakes."""
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
    wrong = {
        "extra_forbidden": "没有这个键",
        "missing": "缺少这个键",
        "enum": f"没有“{error['input']}”这个值",
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    line = _line_of(text, error["loc"])
    return CorpusMistake(file, line, f"{'.'.join(keys) or '全文'}：{wrong}")


def _line_of(text: str, path: Sequence[int | str]) -> int:
    """The line of the innermost key that is written out, else 1."""
    lines = list(enumerate(text.splitlines(), start=1))
    match path:
        case (str(table), int(place), *_):
            heads = [at for at, line in enumerate(lines) if line[1].strip() == f"[[{table}]]"]
            if place < len(heads):
                lines = lines[heads[place] : (*heads, None)[place + 1]]
    for key in reversed([each for each in path if isinstance(each, str)]):
        pattern = re.compile(rf"""\s*\[*\s*["']?(?:[\w.-]+\.)?{re.escape(key)}["']?\s*[\]=]""")
        for number, line in lines:
            if pattern.match(line):
                return number
    return 1
