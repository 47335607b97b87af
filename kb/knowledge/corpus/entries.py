"""From what is written to what is meant: each entry's fields, checked one by one."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from kb.clock import parse_day, parse_moment
from kb.errors import BadInput, CorpusMistake
from kb.knowledge.content import Content, Flaw, flaws, usual_department
from kb.knowledge.corpus.written import Word, Words, Written
from kb.terms import Audience, Category, Department, LabelledEnum

LISTS = ("variants", "tags", "links")
SINGLES = (
    *("id", "question", "answer", "short", "note", "category", "audience", "department"),
    *("valid_from", "valid_until", "review_on"),
)
# In the club's own files whoever may read an entry is always said, never assumed.
REQUIRED = {
    ".yaml": ("id", "category", "audience", "department", "question", "answer"),
    ".jsonl": ("id", "question", "variants", "answer"),
}
REQUIRED_ELSEWHERE = ("id", "question", "answer")
"""of a corpus that is only asked and never loaded"""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
RESERVED = frozenset(
    (
        *("beside", "bulk", "contributions", "exchange", "gaps", "hot", "imports", "lexicon"),
        *("new", "preview", "questions", "reviews", "rulings", "second-looks", "tasks"),
        *("thresholds", "try", "tuning"),
    )
)
"""pages of the library: an entry of such a name would have no page of its own"""
DATE_MEND = "请写成 2026-11-21。"

Choice = TypeVar("Choice", bound=LabelledEnum)
Meant = TypeVar("Meant")


@dataclass(frozen=True, slots=True)
class CorpusEntry:
    id: str
    content: Content
    file: Path
    line: int


def check_entry(
    written: Written, mistakes: list[CorpusMistake], *, foreign: bool
) -> CorpusEntry | None:
    """None when something is wrong with it, which then stands in `mistakes`."""
    required = REQUIRED_ELSEWHERE if foreign else REQUIRED[written.file.suffix]
    found = list(_wrong_fields(written, required))
    if not found:
        reader = _Reader(written, found)
        entry = CorpusEntry(reader.id(), reader.content(), written.file, written.line)
        found += (_placed(written, flaw) for flaw in flaws(entry.content))
    mistakes += found
    return None if found else entry


def _wrong_fields(written: Written, required: Iterable[str]) -> Iterator[CorpusMistake]:
    for name, field in written.fields.items():
        if name in LISTS:
            if isinstance(field, Word) and field.text is not None:
                yield _mistake(written, field.line, f"{name} 应当是列表。", "请写成 [甲, 乙]。")
        elif name not in SINGLES:
            yield _mistake(written, field.line, f"没有 {name} 这个键。", _nearest(name))
        elif isinstance(field, Words):
            yield _mistake(written, field.line, f"{name} 不应当是列表。", "请只写一项。")
    for name in required:
        needed = written.fields.get(name)
        if needed is None or (isinstance(needed, Word) and not needed.text):
            line = written.line if needed is None else needed.line
            yield _mistake(written, line, f"缺少 {name}。", f"请补上 {name}。")


def _nearest(name: str) -> str:
    known = get_close_matches(name, [*SINGLES, *LISTS], n=1)
    return f"是不是 {known[0]}？" if known else f"可用的键：{'、'.join([*SINGLES, *LISTS])}。"


def _placed(written: Written, flaw: Flaw) -> CorpusMistake:
    field = written.fields[flaw.field]
    if flaw.index is not None and isinstance(field, Words) and flaw.index < len(field.parts):
        field = field.parts[flaw.index]
    return _mistake(written, field.line, flaw.mistake, flaw.mend)


def _mistake(written: Written, line: int, mistake: str, mend: str) -> CorpusMistake:
    return CorpusMistake(written.file, line, mistake, mend=mend)


class _Reader:
    """Reads the fields of one entry whose keys and shapes are right."""

    def __init__(self, written: Written, mistakes: list[CorpusMistake]) -> None:
        self._written = written
        self._mistakes = mistakes

    def id(self) -> str:
        return self._read("id", _read_id) or ""

    def content(self) -> Content:
        category = self._choice("category", Category, Category.OTHER)
        return Content(
            question=self._text("question") or "",
            answer=self._text("answer") or "",
            category=category,
            department=self._choice("department", Department, usual_department(category)),
            audience=self._choice("audience", Audience, Audience.MEMBER),
            variants=self._texts("variants"),
            short=self._text("short"),
            note=self._text("note"),
            tags=self._texts("tags"),
            links=self._texts("links"),
            valid_from=self._read("valid_from", _read_moment),
            valid_until=self._read("valid_until", _read_moment),
            review_on=self._read("review_on", _read_day),
        )

    def _text(self, name: str) -> str | None:
        field = self._written.fields.get(name)
        return field.text or None if isinstance(field, Word) else None

    def _texts(self, name: str) -> tuple[str, ...]:
        field = self._written.fields.get(name)
        return tuple(part.text or "" for part in field.parts) if isinstance(field, Words) else ()

    def _choice(self, name: str, kind: type[Choice], otherwise: Choice) -> Choice:
        return self._read(name, lambda text: _read_choice(name, kind, text)) or otherwise

    def _read(self, name: str, read: Callable[[str], Meant]) -> Meant | None:
        text = self._text(name)
        if text is None:
            return None
        try:
            return read(text)
        except BadInput as error:
            line = self._written.fields[name].line
            self._mistakes.append(_mistake(self._written, line, error.message, error.mend or ""))
            return None


def _read_id(text: str) -> str:
    if not ID.fullmatch(text):
        raise BadInput(f"编号“{text[:80]}”不可用。", mend="请用 64 个以内的字母、数字和 . _ -。")
    if text in RESERVED:
        raise BadInput(f"编号“{text}”是知识库里一个页面的地址。", mend="请换一个编号。")
    return text


def _read_choice(name: str, kind: type[Choice], text: str) -> Choice:
    for each in kind:
        if each.value == text:
            return each
    known = "、".join(f"{each.value}（{each.label}）" for each in kind)
    raise BadInput(f"没有“{text[:80]}”这个 {name}。", mend=f"可用：{known}。")


def _read_moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except BadInput as error:
        raise BadInput(f"“{text[:80]}”不是日期。", mend=DATE_MEND) from error


def _read_day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise BadInput(f"“{text[:80]}”不是日期。", mend=DATE_MEND) from error
