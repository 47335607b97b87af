"""forms/*.toml: each file one form, with every mistake in them told at once."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kb.errors import CorpusMistake, CorpusMistakes
from kb.forms.template import Form, flaws

Place = Sequence[str | int]
TOLD = {
    "extra_forbidden": "没有这个键",
    "missing": "缺少这个键",
    "enum": "不是能用的值",
    "bool_type": "应为 true 或 false",
    "string_type": "应为引号里的文字",
    "tuple_type": "应为方括号里的一列",
    "string_pattern_mismatch": "写法不对",
    "int_type": "应为整数",
    "decimal_type": "应为数",
    "model_type": "应写成 { … }",
    "too_short": "不能是空的",
}


def read_forms(directory: Path) -> list[Form]:
    """In the order of the files' names; raises CorpusMistakes, with file and line of each."""
    forms: list[Form] = []
    mistakes: list[CorpusMistake] = []
    for path in sorted(directory.glob("*.toml")):
        try:
            forms.append(_read(path))
        except CorpusMistakes as error:
            mistakes += error.mistakes
    mistakes += _shared_numbering(forms)
    if mistakes:
        raise CorpusMistakes(mistakes)
    return forms


def _read(path: Path) -> Form:
    file = Path(path.parent.name, path.name)
    try:
        text = path.read_text("utf-8")
        form = Form.model_validate(tomllib.loads(text))
    except UnicodeDecodeError as error:
        raise CorpusMistakes([CorpusMistake(file, 1, "不是 UTF-8 编码。")]) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else max(1, text.count("\n"))
        raise CorpusMistakes([CorpusMistake(file, line, f"TOML 语法有误：{error}")]) from error
    except ValidationError as error:
        told = [_explain(file, text, each) for each in error.errors()]
        raise CorpusMistakes(told) from error
    found_flaws = list(_flaws(path, file, text, form))
    if found_flaws:
        raise CorpusMistakes(found_flaws)
    return form


def _flaws(path: Path, file: Path, text: str, form: Form) -> Iterator[CorpusMistake]:
    if form.id != path.stem:
        yield CorpusMistake(file, _line_of(text, ["id"]), f"id：应和文件名 {path.stem} 一样")
    for place, wrong in flaws(form):
        yield CorpusMistake(file, _line_of(text, place), f"{_name(place)}：{wrong}")
    for position, field in enumerate(form.fields):
        try:
            re.compile(field.pattern or "")
        except re.error as error:
            line = _line_of(text, ["fields", position, "pattern"])
            yield CorpusMistake(file, line, f"pattern：不是正则表达式（{error}）")


def _shared_numbering(forms: Sequence[Form]) -> Iterator[CorpusMistake]:
    first: dict[str, Form] = {}
    for form in forms:
        other = first.setdefault(form.numbering, form)
        if other is not form:
            wrong = f"numbering：{other.id} 也用 {form.numbering}"
            yield CorpusMistake(Path("forms", f"{form.id}.toml"), 1, wrong)


def _explain(file: Path, text: str, error: ErrorDetails) -> CorpusMistake:
    wrong = TOLD.get(error["type"], error["msg"])
    given = _plain(error.get("input"))
    shown = f"（写的是 {given}）" if given and error["type"] != "missing" else ""
    return CorpusMistake(
        file, _line_of(text, error["loc"]), f"{_name(error['loc'])}：{wrong}{shown}"
    )


def _plain(value: Any) -> str:
    return str(value)[:40] if isinstance(value, str | int | float) else ""


def _name(place: Place) -> str:
    """fields.2.type reads 第 3 个字段的 type."""
    if len(place) > 1 and place[0] == "fields" and isinstance(place[1], int):
        inner = ".".join(str(each) for each in place[2:])
        return f"第 {place[1] + 1} 个字段" + (f"的 {inner}" if inner else "")
    return ".".join(str(each) for each in place) or "全文"


def _line_of(text: str, place: Place) -> int:
    """The line of the innermost part that is written out, else of the one around it, else 1."""
    lines = text.splitlines()
    start, end = 0, len(lines)
    best = 1
    for position, part in enumerate(place):
        if isinstance(part, int):
            continue
        index = place[position + 1] if position + 1 < len(place) else None
        header = _headers(lines, part)
        if header:
            chosen = index if isinstance(index, int) and index < len(header) else 0
            start = header[chosen]
            end = _next_header(lines, start + 1)
            best = start + 1
            continue
        found = _key_between(lines, part, start, end)
        if found is None:
            break
        best = found + 1
    return best


def _headers(lines: list[str], part: str) -> list[int]:
    pattern = re.compile(rf"\s*\[\[?\s*{re.escape(part)}\s*\]\]?")
    return [number for number, line in enumerate(lines) if pattern.match(line)]


def _next_header(lines: list[str], start: int) -> int:
    header = re.compile(r"\s*\[\[?\s*[\w.]+\s*\]\]?\s*(#.*)?$")
    return next((n for n in range(start, len(lines)) if header.match(lines[n])), len(lines))


def _key_between(lines: list[str], part: str, start: int, end: int) -> int | None:
    pattern = re.compile(rf"""\s*["']?{re.escape(part)}["']?\s*=""")
    return next((n for n in range(start, end) if pattern.match(lines[n])), None)
