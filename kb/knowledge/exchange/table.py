"""Texts as rows of a table, for sheets and CSV alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time

from kb.clock import to_local
from kb.knowledge.content import MOST_CHARACTERS, MOST_PARTS, Content
from kb.knowledge.exchange.fields import COLUMNS
from kb.knowledge.exchange.listing import join, portions
from kb.terms import Audience, Category, Department, LabelledEnum

MOST_IN_A_CELL = 30_000
"""Excel keeps 32,767 characters and cuts the rest without a word."""

Text = tuple[str, Content]
"""id and content"""


def titles(cells_of_variants: int = 1) -> list[str]:
    """相似问, 相似问2, 相似问3: as many as the longest list needs."""
    found = []
    for key, title in COLUMNS.items():
        found.append(title)
        if key == "variants":
            found += [f"{title}{number}" for number in range(2, cells_of_variants + 1)]
    return found


def cells_needed(contents: Iterable[Sequence[str]]) -> int:
    """Of lists of variants."""
    return max((sum(1 for _ in portions(each, MOST_IN_A_CELL)) for each in contents), default=1)


def rows(texts: Iterable[Text], cells_of_variants: int = 1) -> Iterator[list[str]]:
    for entry_id, content in texts:
        row = [entry_id]
        for key in list(COLUMNS)[1:]:
            value = getattr(content, key)
            if key == "variants":
                cells = [join(each) for each in portions(value, MOST_IN_A_CELL)]
                row += cells + [""] * (cells_of_variants - len(cells))
            else:
                row.append(as_text(value))
        yield row


def as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case LabelledEnum():
            return value.label
        case datetime() | date():
            return written_moment(value)
        case tuple():
            return join(value)
    return str(value)


def written_moment(value: datetime | date) -> str:
    """In Shanghai; the day alone where it means its first moment."""
    if not isinstance(value, datetime):
        return value.isoformat()
    local = to_local(value).replace(tzinfo=None)
    return local.date().isoformat() if local.time() == time() else local.isoformat()


def explanation() -> list[tuple[str, str]]:
    """What to write where, for whoever fills in the template."""
    told: Mapping[str, str] = {
        "id": "条目的编号，字母和数字。改现有条目必须写；写新条目可以留空，系统会给一个。",
        "question": f"必填。会员会怎么问，{MOST_CHARACTERS['question']} 字以内。",
        "variants": f"同一个问题的其他问法，每行一个，最多 {MOST_PARTS['variants']} 个。",
        "answer": f"必填。第一句先回答，{MOST_CHARACTERS['answer']} 字以内。",
        "short": f"电话里念的一句话，{MOST_CHARACTERS['short']} 字以内。",
        "note": "只给同事看。",
        "category": f"必填。{_choices(Category)}。",
        "department": f"留空则按分类。{_choices(Department)}。",
        "audience": f"必填。{_choices(Audience)}。",
        "tags": "每行一个。",
        "links": "相关条目的编号，每行一个。",
        "valid_from": "从何时起有效，如 2026-11-21 或 2026-11-21 18:00；留空为一直有效。",
        "valid_until": "到何时为止（那一刻起不再有效）。",
        "review_on": "哪一天复核，如 2027-01-31。",
    }
    general = (
        ("怎么填", "第一张表一行一个条目。不要合并单元格，不要用公式；日期写成文字就行。"),
        ("少几列", "没有的列保持原样；有这一列而格子空着，就是清空。"),
    )
    return [*general, *((title, told[key]) for key, title in COLUMNS.items())]


def example() -> Text:
    content = Content(
        question="网球场怎么预约？",
        variants=("怎么订网球场", "网球能提前几天约"),
        answer="在前台或电话预约，最早提前 7 天。\n\n- 取消请提前 2 小时",
        short="前台或电话预约，最早提前 7 天。",
        note=None,
        category=Category.VENUE,
        department=Department.VENUE,
        audience=Audience.MEMBER,
        tags=("网球", "预约"),
    )
    return "tennis-booking", content


def _choices(kind: type[LabelledEnum]) -> str:
    return "、".join(each.label for each in kind)
