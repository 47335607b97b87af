"""What a row of a file holds before anything is said about its sense, and how columns are named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.terms import LabelledEnum


class Format(LabelledEnum):
    XLSX = "xlsx", "Excel 表格（.xlsx）"
    CSV = "csv", "CSV 表格"
    YAML = "yaml", "YAML"
    JSONL = "jsonl", "JSONL"


COLUMNS = {
    "id": "编号",
    "question": "标准问",
    "variants": "相似问",
    "answer": "标准答案",
    "short": "电话简答",
    "note": "内部备注",
    "category": "分类",
    "department": "责任部门",
    "audience": "对象",
    "tags": "标签",
    "links": "相关条目",
    "valid_from": "生效",
    "valid_until": "失效",
    "review_on": "复核日期",
}
LISTS = ("variants", "tags", "links")


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is what the eye looks for: C5 in a sheet, 第 5 行 in a text. What is not serious is
    taken in all the same, and told."""

    place: str
    mistake: str
    mend: str = ""
    serious: bool = True

    def __str__(self) -> str:
        return f"{self.place}：{self.mistake}{self.mend}"


@dataclass(frozen=True, slots=True)
class Cell:
    """Nothing written is None, an empty list for a field with several parts."""

    place: str
    value: str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Row:
    """By key; a field that the file does not have is not there. `findings`: what could not even
    be read."""

    line: int
    place: str
    cells: Mapping[str, Cell]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Source:
    """`notes`: what the reader of the file should know. Rows are read as they are asked for, and
    once only; reading may raise BadInput."""

    kind: Format
    notes: tuple[str, ...]
    rows: Iterator[Row]
