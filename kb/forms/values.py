"""From what was typed into a field to what is kept, one reader for each type; all pure but those
that look somebody up. What is kept is a text again, in one form: 2026-11-21, 09:05, 12.50."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from kb.clock import FIRST_YEAR, LAST_YEAR
from kb.errors import BadInput
from kb.forms.field import FieldType, FormField
from kb.members.particulars import plain_card, read_phone
from kb.terms import Department
from kb.text import clean

Value = str | list[str]
LONGEST_LINE = 200
LONGEST_TEXT = 4000
LONGEST_NAME = 40
YES_NO = {"yes": "是", "no": "否"}
CARD = re.compile(r"[A-Z0-9]{2,32}")
CHINESE_DAY = re.compile(r"([0-9]{4})[年/.-]([0-9]{1,2})[月/.-]([0-9]{1,2})(?:日|号)?")
CHINESE_TIME = re.compile(r"([0-9]{1,2})[:点时]([0-9]{2})(?:(?::[0-9]{2})|分)?")


@dataclass(frozen=True)
class Surroundings:
    """What a field may have to look up. `people`: names by id; `member`: the id of whom a card, a
    telephone or a member number belongs to."""

    today: date
    people: Mapping[str, str]
    member: Callable[[str], str | None]


def read_value(field: FormField, typed: Value, around: Surroundings) -> Value:
    """Not of an empty field. Raises BadInput that names the field and how to mend it."""
    if field.type is FieldType.CHOICES:
        return _choices(field, [typed] if isinstance(typed, str) else typed)
    if not isinstance(typed, str):
        raise _wrong(field, "应只有一个值。", "请重新填写。")
    value = READERS[field.type](field, typed, around)
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        raise _wrong(field, f"“{_short(value)}”的写法不对。", field.pattern_help)
    return value


def read_day(field: FormField, typed: str, around: Surroundings) -> str:
    found = CHINESE_DAY.fullmatch("".join(_plain(typed).split()))
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise _wrong(field, f"“{_short(typed)}”不是有效的日期。", "请写成 2026-11-21。")
    if field.not_future and day > around.today:
        raise _wrong(field, "日期在今天以后。", "请填今天或以前的日期。")
    return day.isoformat()


def _line(field: FormField, typed: str, _: Surroundings) -> str:
    return _at_most(field, " ".join(clean(typed).split()), field.longest or LONGEST_LINE)


def _text(field: FormField, typed: str, _: Surroundings) -> str:
    return _at_most(field, clean(typed), field.longest or LONGEST_TEXT)


def _time(field: FormField, typed: str, _: Surroundings) -> str:
    found = CHINESE_TIME.fullmatch("".join(_plain(typed).split()))
    try:
        return f"{time(int(found[1]), int(found[2])):%H:%M}" if found else _no_time(field, typed)
    except ValueError:
        return _no_time(field, typed)


def _no_time(field: FormField, typed: str) -> str:
    raise _wrong(field, f"“{_short(typed)}”不是有效的时间。", "请写成 09:30。")


def _datetime(field: FormField, typed: str, around: Surroundings) -> str:
    day, _, clock = clean(typed).replace("T", " ").partition(" ")
    return f"{read_day(field, day, around)}T{_time(field, clock, around)}"


def _phone(field: FormField, typed: str, _: Surroundings) -> str:
    try:
        return read_phone(typed)
    except BadInput as error:
        raise _wrong(field, error.message, error.mend or "") from error


def _number(field: FormField, typed: str, _: Surroundings) -> str:
    plain = _plain(typed).replace(",", "")
    if not re.fullmatch(r"-?[0-9]{1,9}", plain):
        raise _wrong(field, f"“{_short(typed)}”不是整数。", "请只写数字。")
    return str(_within(field, Decimal(int(plain))))


def _money(field: FormField, typed: str, _: Surroundings) -> str:
    plain = _plain(typed).replace(",", "").removeprefix("¥").removesuffix("元")
    if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,2})?", plain):
        raise _wrong(field, f"“{_short(typed)}”不是金额。", "请写成 128 或 128.50。")
    amount = Decimal(plain)
    if field.min is None and amount < 0:
        raise _wrong(field, "金额不能是负数。", "请写成 128 或 128.50。")
    return f"{_within(field, amount):.2f}"


def _choice(field: FormField, typed: str, _: Surroundings) -> str:
    if typed not in field.choices:
        raise _wrong(field, f"没有“{_short(typed)}”这一项。", f"可选：{'、'.join(field.choices)}。")
    return typed


def _choices(field: FormField, typed: Sequence[str]) -> list[str]:
    for each in typed:
        if each not in field.choices:
            raise _wrong(
                field, f"没有“{_short(each)}”这一项。", f"可选：{'、'.join(field.choices)}。"
            )
    return [each for each in field.choices if each in typed]


def _yes_no(field: FormField, typed: str, _: Surroundings) -> str:
    if typed not in YES_NO:
        raise _wrong(field, "请选“是”或“否”。")
    return typed


def _department(field: FormField, typed: str, _: Surroundings) -> str:
    if typed not in set(Department):
        raise _wrong(field, f"没有“{_short(typed)}”这个部门。", "请从列表里选。")
    return typed


def _person(field: FormField, typed: str, around: Surroundings) -> str:
    if typed not in around.people:
        raise _wrong(field, "没有这位同事。", "请从列表里选。")
    return typed


def _member(field: FormField, typed: str, around: Surroundings) -> str:
    found = around.member(_plain(typed))
    if found is None:
        raise _wrong(field, f"没有找到会员“{_short(typed)}”。", "请填卡号、手机号或会员编号。")
    return found


def _card(field: FormField, typed: str, _: Surroundings) -> str:
    card = plain_card(typed)
    if not CARD.fullmatch(card):
        raise _wrong(field, f"“{_short(typed)}”不像卡号。", "卡号由字母和数字组成，2 到 32 位。")
    return card


def _signature(field: FormField, typed: str, around: Surroundings) -> str:
    return _at_most(field, _line(field, typed, around), LONGEST_NAME)


Reader = Callable[[FormField, str, Surroundings], str]
READERS: dict[FieldType, Reader] = {
    FieldType.LINE: _line,
    FieldType.TEXT: _text,
    FieldType.DATE: read_day,
    FieldType.TIME: _time,
    FieldType.DATETIME: _datetime,
    FieldType.PHONE: _phone,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _yes_no,
    FieldType.DEPARTMENT: _department,
    FieldType.PERSON: _person,
    FieldType.MEMBER: _member,
    FieldType.CARD: _card,
    FieldType.SIGNATURE: _signature,
}


def as_moment(value: str) -> datetime:
    """Of a kept date or date and time, to compare with others of its kind."""
    return datetime.fromisoformat(value)


def _plain(typed: str) -> str:
    """In half width, as a Chinese keyboard often does not write it."""
    return unicodedata.normalize("NFKC", clean(typed)).replace("—", "-").strip()


def _within(field: FormField, number: Decimal) -> Decimal:
    if field.min is not None and number < field.min:
        raise _wrong(field, f"不能小于 {field.min}。")
    if field.max is not None and number > field.max:
        raise _wrong(field, f"不能大于 {field.max}。")
    return number


def _at_most(field: FormField, text: str, most: int) -> str:
    if len(text) > most:
        raise _wrong(field, f"有 {len(text)} 个字，最多 {most} 个。", "请删短一些。")
    return text


def _short(typed: str) -> str:
    return typed if len(typed) <= 20 else f"{typed[:20]}…"


def _wrong(field: FormField, wrong: str, mend: str = "") -> BadInput:
    return BadInput(f"{field.label}：{wrong}", field=field.id, code="bad_value", mend=mend or None)
