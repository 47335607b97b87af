"""What a text of the knowledge base says, and what makes it unfit to be kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from kb.errors import BadInput
from kb.terms import Audience, Category, Department

MOST_CHARACTERS = {"question": 200, "answer": 4000, "short": 60, "note": 1000}
MOST_CHARACTERS_EACH = {"variants": 200, "tags": 20, "links": 80}
MOST_PARTS = {"variants": 1000, "tags": 20, "links": 20}

# PostgreSQL cannot keep NUL, UTF-8 no lone surrogate; nobody means the other control characters.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

TITLES = {
    "question": "标准问",
    "answer": "标准答案",
    "short": "简答",
    "note": "内部备注",
    "variants": "相似问",
    "tags": "标签",
    "links": "相关条目",
    "valid_until": "失效时间",
}

_USUAL_DEPARTMENT = {
    Category.MEMBERSHIP: Department.MEMBERSHIP,
    Category.VENUE: Department.VENUE,
    Category.TRAINING: Department.TRAINING,
    Category.EVENTS: Department.EVENTS,
    Category.SHOP: Department.SHOP,
    Category.OTHER: Department.FRONT_DESK,
}


def usual_department(category: Category) -> Department:
    return _USUAL_DEPARTMENT[category]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Valid from the first moment on, and no longer at the second (both UTC)."""

    question: str
    answer: str
    category: Category
    department: Department
    audience: Audience
    variants: tuple[str, ...] = ()
    short: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """`index` is the place within a list field."""

    field: str
    index: int | None
    mistake: str
    mend: str


def flaws(content: Content) -> Iterator[Flaw]:
    for field in ("question", "answer"):
        if not getattr(content, field).strip():
            yield Flaw(field, None, f"{TITLES[field]}是空的。", f"请写上{TITLES[field]}。")
    for field, most in MOST_CHARACTERS.items():
        yield from _unfit(field, None, getattr(content, field) or "", most)
    for field in MOST_PARTS:
        yield from _unfit_parts(field, getattr(content, field))
    if content.valid_from and content.valid_until and content.valid_from >= content.valid_until:
        yield Flaw("valid_until", None, "失效时间不晚于生效时间。", "请改正其中一个日期。")


def require_fit(content: Content) -> None:
    """Raises BadInput that names the first unfit field."""
    for flaw in flaws(content):
        raise BadInput(flaw.mistake, field=flaw.field, code="unfit_text", mend=flaw.mend)


def _unfit_parts(field: str, parts: tuple[str, ...]) -> Iterator[Flaw]:
    title, most = TITLES[field], MOST_PARTS[field]
    if len(parts) > most:
        yield Flaw(
            field, most, f"{title}超过 {most} 个（现在 {len(parts)} 个）。", "请删去多余的。"
        )
    for index, part in enumerate(parts):
        if not part.strip():
            yield Flaw(field, index, f"{title}里有空的一项。", "请填上或删去这一项。")
        yield from _unfit(field, index, part, MOST_CHARACTERS_EACH[field])


def _unfit(field: str, index: int | None, text: str, most: int) -> Iterator[Flaw]:
    title = TITLES[field]
    if len(text) > most:
        yield Flaw(
            field,
            index,
            f"{title}超过 {most} 字（现在 {len(text)} 字）。",
            f"请缩短到 {most} 字以内。",
        )
    if UNREADABLE.search(text):
        yield Flaw(field, index, f"{title}里有看不见的控制字符。", "请删去后重新输入。")
