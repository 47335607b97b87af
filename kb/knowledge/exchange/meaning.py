"""From what a row says to the text that is meant, with every mistake and where it stands."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from kb.clock import parse_day, parse_moment
from kb.errors import BadInput
from kb.knowledge.content import Content, Flaw, flaws, usual_department
from kb.knowledge.corpus.entries import ID, RESERVED
from kb.knowledge.exchange.fields import COLUMNS, LISTS, Cell, Finding, Row
from kb.knowledge.exchange.unsafe import danger
from kb.terms import Audience, Category, Department, LabelledEnum

READ_BY_PEOPLE = ("question", "answer", "short", "note", "variants", "tags")
NEEDED = ("question", "answer", "category", "audience")
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
DATE_MEND = "请写成 2026-11-21 或 2026-11-21 18:00。"

Meant = TypeVar("Meant")
Choice = TypeVar("Choice", bound=LabelledEnum)


@dataclass(frozen=True, slots=True)
class Read:
    """`content` is None where something serious was found."""

    line: int
    place: str
    entry_id: str
    question: str
    content: Content | None
    findings: tuple[Finding, ...]


def id_of(row: Row) -> str:
    """The one it says. A new text without one gets the same each time the same file is read."""
    said = _word(row, "id").strip()
    if said:
        return said
    question = _word(row, "question")
    return f"x-{hashlib.sha256(question.encode()).hexdigest()[:10]}" if question else ""


def read_row(row: Row, standing: Content | None) -> Read:
    """`standing`: the newest text of that entry. A field the file does not have stays as it is."""
    findings = list(row.findings)
    entry_id = id_of(row)
    if entry_id and not ID.fullmatch(entry_id):
        place = row.cells["id"].place
        mend = "请用 64 个以内的字母、数字和 . _ -。"
        findings.append(Finding(place, f"编号“{entry_id[:80]}”不可用。", mend))
    if entry_id in RESERVED:
        place = row.cells["id"].place
        mend = "请换一个编号。"
        findings.append(Finding(place, f"编号“{entry_id}”是知识库里一个页面的地址。", mend))
    findings += _missing(row, standing)
    content: Content | None = None
    if not row.findings or row.cells:
        content = _Reader(row, standing, findings).content()
        # What is missing was told already.
        findings += [_placed(row, flaw) for flaw in flaws(content) if getattr(content, flaw.field)]
        findings += _dangers(row)
        findings += _own_links(row, entry_id, content)
    if any(each.serious for each in findings):
        content = None
    return Read(
        row.line, row.place, entry_id, _word(row, "question")[:200], content, tuple(findings)
    )


def _missing(row: Row, standing: Content | None) -> Iterator[Finding]:
    for key in NEEDED:
        cell = row.cells.get(key)
        if cell is None and standing is not None:
            continue
        if cell is None or not _word(row, key).strip():
            place = row.place if cell is None else cell.place
            yield Finding(place, f"缺少{COLUMNS[key]}。", f"请补上{COLUMNS[key]}。")


def _placed(row: Row, flaw: Flaw) -> Finding:
    cell = row.cells.get(flaw.field)
    place = cell.place if cell else row.place
    if flaw.index is not None and flaw.field in LISTS:
        place = f"{place} 第 {flaw.index + 1} 个"
    return Finding(place, flaw.mistake, flaw.mend)


def _dangers(row: Row) -> Iterator[Finding]:
    for key in READ_BY_PEOPLE:
        cell = row.cells.get(key)
        if cell is None:
            continue
        for number, text in enumerate(_parts(cell), start=1):
            found = danger(text)
            if found is not None:
                place = f"{cell.place} 第 {number} 个" if key in LISTS else cell.place
                yield Finding(place, f"{COLUMNS[key]}里有{found}。", "请删去，只写文字。")


def _own_links(row: Row, entry_id: str, content: Content) -> Iterator[Finding]:
    if entry_id in content.links:
        cell = row.cells.get("links")
        place = cell.place if cell else row.place
        yield Finding(place, f"相关条目里写了它自己（{entry_id}）。", "请从相关条目里删去。")


def _parts(cell: Cell) -> tuple[str, ...]:
    return (cell.value or "",) if isinstance(cell.value, str | None) else cell.value


def _word(row: Row, key: str) -> str:
    cell = row.cells.get(key)
    return cell.value if cell and isinstance(cell.value, str) else ""


class _Reader:
    def __init__(self, row: Row, standing: Content | None, findings: list[Finding]) -> None:
        self._row = row
        self._standing = standing
        self._findings = findings

    def content(self) -> Content:
        """Fields that cannot be read stand in the findings."""
        given: dict[str, Any] = {key: self._field(key) for key in self._row.cells if key != "id"}
        if self._standing is not None:
            return replace(self._standing, **self._without_gaps(given))
        category = given.get("category") or Category.OTHER
        usual = {"category": category, "department": usual_department(category)}
        usual["audience"] = Audience.MEMBER
        empty = {"question": "", "answer": ""}
        return Content(**(empty | usual | self._without_gaps(given)))

    def _without_gaps(self, given: dict[str, Any]) -> dict[str, Any]:
        """An empty cell empties a field, except one that nothing can do without."""
        needed = ("question", "answer", "category", "department", "audience")
        return {
            key: value for key, value in given.items() if value is not None or key not in needed
        }

    def _field(self, key: str) -> Any:
        cell = self._row.cells[key]
        if key in LISTS:
            return _parts(cell) if not isinstance(cell.value, str | None) else ()
        text = cell.value if isinstance(cell.value, str) else ""
        if key in MEANINGS:
            return self._read(cell, text, MEANINGS[key])
        return text or None

    def _read(self, cell: Cell, text: str, read: Callable[[str], Meant]) -> Meant | None:
        if not text.strip():
            return None
        try:
            return read(text.strip())
        except BadInput as error:
            self._findings.append(Finding(cell.place, error.message, error.mend or ""))
            return None


def _choice(kind: type[Choice], said: str) -> Choice:
    """By its name for people or the one for programs."""
    for each in kind:
        if said in (each.value, each.label):
            return each
    known = "、".join(each.label for each in kind)
    raise BadInput(f"没有“{said[:80]}”这一项。", mend=f"可用：{known}。")


def _moment(said: str) -> datetime:
    try:
        return parse_moment(_as_iso(said))
    except BadInput as error:
        raise BadInput(f"“{said[:80]}”不是日期。", mend=DATE_MEND) from error


def _day(said: str) -> date:
    try:
        return parse_day(_as_iso(said))
    except ValueError as error:
        raise BadInput(f"“{said[:80]}”不是日期。", mend="请写成 2026-11-21。") from error


def _as_iso(said: str) -> str:
    found = DATE.match(said)
    if found is None:
        return said
    day = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    rest = said[found.end() :].strip().removeprefix("T")
    return f"{day}T{rest}" if rest else day


MEANINGS: dict[str, Callable[[str], Any]] = {
    "category": partial(_choice, Category),
    "department": partial(_choice, Department),
    "audience": partial(_choice, Audience),
    "valid_from": _moment,
    "valid_until": _moment,
    "review_on": _day,
}
