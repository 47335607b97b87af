"""What is written down of a member, read from what was typed. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from kb.errors import BadInput
from kb.text import clean

LONGEST_NAME = 40
FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Typed:
    """As it comes from a form: text, empty where nothing was typed."""

    name: str = ""
    phone: str = ""
    email: str = ""
    card: str = ""
    birthday: str = ""
    joined_on: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    name: str
    phone: str | None = None
    email: str | None = None
    card: str | None = None
    birthday: date | None = None
    joined_on: date | None = None


def read_particulars(typed: Typed, today: date) -> Particulars:
    birthday = _day(typed.birthday, "birthday", "生日", today)
    joined_on = _day(typed.joined_on, "joined_on", "入会日期", today)
    if birthday and joined_on and joined_on < birthday:
        raise BadInput(
            "入会日期早于生日。", field="joined_on", code="bad_date", mend="请核对这两个日期。"
        )
    return Particulars(
        name=read_name(typed.name),
        phone=read_phone(typed.phone) if clean(typed.phone) else None,
        email=_email(typed.email),
        card=_card(typed.card),
        birthday=birthday,
        joined_on=joined_on,
    )


def read_name(text: str) -> str:
    name = " ".join(clean(text).split())
    if not name:
        raise BadInput("还没有写姓名。", field="name", code="no_name", mend="请写上姓名。")
    if len(name) > LONGEST_NAME or any(each.isdigit() for each in name):
        raise BadInput(
            "姓名里不应有数字，也不应超过 40 个字。",
            field="name",
            code="bad_name",
            mend="请只写姓名。",
        )
    return name


def read_phone(text: str) -> str:
    """Digits only, without +86: one number is written one way."""
    phone = plain_number(text)
    if not re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}|\d{7,8}|400\d{7}", phone):
        raise BadInput(
            f"“{clean(text)}”不像电话号码。" if phone else "还没有写电话号码。",
            field="phone",
            code="bad_phone",
            mend="请写成 13800138000 或 02165430000。",
        )
    return phone


def plain_number(text: str) -> str:
    """Half-width, without blanks, brackets, hyphens and the country's code."""
    plain = re.sub(r"[\s()\-–—.]", "", unicodedata.normalize("NFKC", clean(text)))
    return re.sub(r"^(?:\+|00)86(?=\d{10,11}$)", "", plain)


def plain_card(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", clean(text))).upper()


def _card(text: str) -> str | None:
    card = plain_card(text)
    if not card:
        return None
    if not re.fullmatch(r"[A-Z0-9]{4,20}", card):
        raise BadInput(
            "会员卡号应为 4 到 20 位字母和数字。",
            field="card",
            code="bad_card",
            mend="请照卡面填写。",
        )
    return card


def _email(text: str) -> str | None:
    email = unicodedata.normalize("NFKC", clean(text))
    if not email:
        return None
    if not re.fullmatch(r"[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", email):
        raise BadInput(
            f"“{email[:60]}”不像邮箱地址。",
            field="email",
            code="bad_email",
            mend="请写成 name@example.com 这样，或留空。",
        )
    return email


def _day(text: str, field: str, what: str, today: date) -> date | None:
    typed = clean(text)
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise BadInput(
            f"“{typed[:20]}”不是有效的日期。",
            field=field,
            code="bad_date",
            mend="请写成 1990-05-01 这样，或留空。",
        ) from error
    if not day.year >= FIRST_YEAR or day > today:
        raise BadInput(
            f"{what}应在 {FIRST_YEAR} 年以后、今天以前。",
            field=field,
            code="bad_date",
            mend="请核对。",
        )
    return day
