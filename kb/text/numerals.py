"""Numerals, times of day and money in one form: 两个半小时 → 2.5小时, 晚上六点半 → 晚上18:30."""

import re

from kb.text.hours import settle_hours
from kb.text.numeral import HAN, read_numeral

_UNITS = (
    "个|小时|钟头|块|元|毛|岁|次|天|年|月|号|日|人|场|节|张|分钟|折|公里|米|公斤"
    "|周|位|楼|层|间|支|双|套"
)
_ANY = re.compile(f"[{HAN}半\\d]")
# A run of numerals is read as a whole or not at all: no 10 out of 几十个, no 一个 out of 万一个.
_NUMERAL = re.compile(
    rf"(?<![{HAN}几万周])([{HAN}]{{1,12}}(?:万[{HAN}]{{0,7}}(?=元|块))?)(个?半)?(?={_UNITS})"
    # 周三 is a day, 每周三次 are times a week.
    rf"|(?<=[每一二两三四五六七八九\d]周)([{HAN}]{{1,2}})(?=次|节|天|小时)"
)
_PART_OF_A_WORD = frozenset("统唯单同任之专合逐划")
"""统一, 唯一, 单一 … hold no number"""
_TOGETHER = re.compile("块(?!钱|场|地|球)")
_AND_A_HALF = re.compile(r"(?<![\d.])(\d{1,4})个半(小时|钟头|月|年|天)")
_HALF_UNITS = {"月": "个月", "钟头": "小时"}
_HOURS = re.compile(r"(?<=\d)个(?=小时|钟头)")
_YEAR_AND_A_HALF = re.compile(r"(?<![\d.])(\d{1,4})(年|小时)半(?![载天年])")
_HALF_HOUR = re.compile(r"(?<![\d点个])半(?:小时|个小时|个?钟头|个钟)")
_HALF = re.compile(r"(?<![上下前后大小夜多\d个])半(?=年|个月)|(?<![一-鿿\d])半(?=天)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_TEN_THOUSANDS = re.compile(r"(?<![\d.])(\d{1,6})(?:\.(\d{1,4}))?万(?=元|块)")
_AND_TENTHS = re.compile(
    r"(?<![\d.])(\d{1,6})[块元]([1-9一二三四五六七八九])(?:[毛角]|(?=钱|[吗呢吧啊,。?! ]|$))"
)
_OF_MONEY = re.compile("[¥元块币]|rmb")
_MONEY = re.compile(
    r"¥ ?(\d+(?:\.\d+)?)元?"
    r"|(?<![\d.])(\d+(?:\.\d+)?) ?(?:块钱|元钱|块(?![场地板屏草球])|rmb(?![a-z])|人民币)"
)


def settle_numbers(text: str) -> str:
    """Numerals as digits, times of day as H:MM on 24 hours, money as N元. What is only about
    a number (两三个, 几十块) stays as it was said."""
    if not _ANY.search(text):
        return text
    text = settle_hours(_THOUSANDS.sub("", text))
    text = _NUMERAL.sub(_number, text)
    if "半" in text:
        text = _AND_A_HALF.sub(lambda m: f"{m[1]}.5{_HALF_UNITS.get(m[2], m[2])}", text)
    text = _HOURS.sub("", text)
    if "半" in text:
        text = _YEAR_AND_A_HALF.sub(r"\1.5\2", text)
        text = _HALF.sub("0.5", _HALF_HOUR.sub("0.5小时", text))
    return _settle_money(text) if _OF_MONEY.search(text) else text


def _settle_money(text: str) -> str:
    text = _TEN_THOUSANDS.sub(lambda m: m[1] + (m[2] or "").ljust(4, "0"), text)
    text = _AND_TENTHS.sub(lambda m: f"{m[1]}.{read_numeral(m[2]) or m[2]}元", text)
    return _MONEY.sub(lambda m: f"{m[1] or m[2]}元", text)


def _number(found: re.Match[str]) -> str:
    numeral, text = found[1] or found[3], found.string
    if numeral == "一":
        before = text[found.start() - 1] if found.start() else ""
        # 我们一块去 is not for 1 yuan.
        if before in _PART_OF_A_WORD or _TOGETHER.match(text, found.end()):
            return found[0]
    number = read_numeral(numeral)
    return found[0] if number is None else number + (found[2] or "")
