"""What came in by a form or an address, read once and refused with a sentence."""

from flask import request
from werkzeug.datastructures import MultiDict

from kb.errors import BadInput

LARGEST_NUMBER = 2**31 - 1  # what both databases keep in an integer column


def typed(name: str) -> str:
    """A field of the form, without the blanks around it. The browser's half characters were
    replaced when the form was decoded; NUL no keyboard has and PostgreSQL cannot compare."""
    return _readable(request.form, name)


def asked(name: str) -> str:
    """The same from the address."""
    return _readable(request.args, name)


def number(text: str, *, field: str, least: int = 0) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))):
        raise BadInput("这里应为一个整数。", field=field, code="bad_number")
    value = int(text)
    if not least <= value <= LARGEST_NUMBER:
        raise BadInput("这个数不在允许的范围内。", field=field, code="bad_number")
    return value


def read_page() -> int:
    """Of a list: the first where the address names none."""
    return number(asked("page") or "1", field="page", least=1)


def _readable(values: MultiDict[str, str], name: str) -> str:
    text = values.get(name, "").strip()
    if "\0" in text:
        raise BadInput(
            "内容里有无法识别的字符。",
            field=name,
            code="unreadable_text",
            mend="请删去后重新输入。",
        )
    return text
