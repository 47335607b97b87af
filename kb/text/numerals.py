"""Numerals, clock times and money in one form: 两个半小时 → 2.5小时, 晚上六点半 → 18:30."""

import re

import cn2an

_HAN = "零一二两三四五六七八九十百千"
_UNITS = (
    "个|小时|块|元|毛|岁|次|天|年|月|号|日|人|场|节|张|分钟|折|公里|米|公斤|周|位|楼|层|间|支|双|套"
)
_NUMERAL = re.compile(rf"([{_HAN}]+)(个?半)?(?=(?:{_UNITS}))")
_NUMERAL_HINT = re.compile(f"[{_HAN}半]")
_HALF = re.compile(r"(?<![一-鿿\d])半(?=小时|年|天|个月)")
_AND_A_HALF = re.compile(r"(\d+)个半(?=小时|月|年|天)")
_MONEY = re.compile(r"[¥￥]\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:块钱|元钱|块|rmb|人民币)")
_DAYPART = "凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|今晚|明晚|夜里|半夜|晚"
_CLOCK = re.compile(
    rf"({_DAYPART})?\s*(?<![\d.])(\d{{1,2}})(?:点钟?|时(?!间|候|段|长))(半|一刻|三刻|[零{_HAN}\d]{{1,3}}分?)?"
)
_HAN_CLOCK = re.compile(
    rf"(?<![有差早晚快慢便贵好宜])(?:(?!一点)([{_HAN}]{{1,3}})点"
    r"(?=钟|半|一刻|三刻|到|开|关|前|后|多|之|以|的|去|来|能|有|还|$|[，。？！,?!、\s])"
    r"|(一)点(?=钟|半|一刻|三刻|到|开门|关门))"
)
_PARTED_CLOCK = re.compile(rf"((?:{_DAYPART}))([{_HAN}]{{1,3}})点")
_DIGITAL = re.compile(rf"({_DAYPART})?\s*(?<![\d:])(\d{{1,2}}):(\d{{2}})(?![\d:])")
_LATE = frozenset(["下午", "傍晚", "晚上", "晚间", "今晚", "明晚", "夜里", "晚"])


def settle_numbers(text: str) -> str:
    """The text with numerals as digits, times of day as H:MM on 24 hours, money as N元."""
    if _NUMERAL_HINT.search(text):
        text = _PARTED_CLOCK.sub(lambda m: f"{m[1]}{_digits(m[2])}点", text)
        text = _HAN_CLOCK.sub(lambda m: f"{_digits(m[1] or m[2])}点", text)
        text = _NUMERAL.sub(lambda m: _digits(m[1]) + (m[2] or ""), text)
        text = _AND_A_HALF.sub(r"\1.5", text)
        text = _HALF.sub("0.5", text)
    if any(character.isdigit() for character in text):
        text = _CLOCK.sub(_clock, text)
        text = _DIGITAL.sub(lambda m: _on_24_hours(m[1], int(m[2]), m[3]), text)
        text = _MONEY.sub(lambda m: f"{m[1] or m[2]}元", text)
    return text


def _digits(numeral: str) -> str:
    try:
        return str(cn2an.cn2an(numeral, "smart"))
    except ValueError:
        return numeral


def _clock(found: re.Match[str]) -> str:
    part, hour, rest = found[1], int(found[2]), found[3]
    if hour > 24:
        return found[0]
    return _on_24_hours(part, hour, _minutes(rest))


def _minutes(rest: str | None) -> str:
    quarters = {None: "00", "半": "30", "一刻": "15", "三刻": "45"}
    if rest in quarters:
        return quarters[rest]
    digits = rest.rstrip("分").lstrip("零") if rest else ""
    number = digits if digits.isdigit() else _digits(digits)
    return number.zfill(2) if number.isdigit() and int(number) < 60 else "00"


def _on_24_hours(part: str | None, hour: int, minutes: str) -> str:
    """18:30 for 晚上6:30; a time without a part of day stays as it was said."""
    if part in _LATE and hour < 12:
        hour += 12
    if part == "中午" and hour < 3:
        hour += 12
    return f"{part or ''}{hour}:{minutes}"
