"""Reading one Chinese numeral."""

import re

HAN = "零一二两三四五六七八九十百千"
_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_D = "[一二两三四五六七八九]"
_SECTION = re.compile(
    rf"(?:({_D})千)?零?(?:({_D})百)?零?(?:({_D}?)十)?零?({_D})?"
)  # below ten thousand
_ABOUT = frozenset(
    ["一二", "一两", "两三", "二三", "三四", "三五", "四五", "五六", "六七", "七八", "八九"]
)


def read_numeral(numeral: str) -> str | None:
    """二十 → 20, 一百五 → 150, 一万二 → 12000, 二零二六 → 2026; None for what is no number (百,
    七八十) or only about one (两三)."""
    if not numeral or numeral in _ABOUT:
        return None
    if all(character in _DIGIT for character in numeral):
        mixed = "两" in numeral and len(numeral) > 1
        return None if mixed else "".join(str(_DIGIT[each]) for each in numeral)
    above, ten_thousand, below = numeral.partition("万")
    high, low = _section(above), _section(below)
    if high is None or low is None:
        return None
    if not ten_thousand:
        return str(high)
    return str(10_000 * high + (1000 * low if below in _DIGIT else low))


def _section(numeral: str) -> int | None:
    found = _SECTION.fullmatch(numeral)
    if found is None:
        return None
    thousands, hundreds, tens, ones = found.groups()
    if tens == "" and (thousands or hundreds):
        return None
    value = 1000 * _value(thousands) + 100 * _value(hundreds) + 10 * _value(tens or "一")
    if tens is None:
        value -= 10
        # 一百五 is 150 and 两千五 2500; with 零 it would be 105.
        if ones and (thousands or hundreds) and "零" not in numeral:
            return value + _value(ones) * (10 if hundreds else 100)
    return value + _value(ones)


def _value(digit: str | None) -> int:
    return _DIGIT[digit] if digit else 0
