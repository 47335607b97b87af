"""The figures of one normalised clause: money, times, days, durations, counts, ages, shares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from kb.text.conditions import DAYS, HOURS, TO
from kb.text.numeral import HAN, read_numeral

_DIGITS = r"\d{1,9}(?:\.\d{1,4})?"
"""what nobody would read aloud is no figure; and a page of digits is read in linear time"""
_NUM = rf"(?P<number>{_DIGITS})"
_HEAD = "人|位|名"
_COURT = "(?:片|块|个)场地?|场地|片|场"
_PER = (
    rf"小时|次|张|年|个月|月|天|节课?|课时|{_HEAD}|{_COURT}|季度?|套|件|份|只|瓶|条|双|副|筒|盒|杯"
    "|期|局|盘|轮|度电?|圈|桌|晚|学期|组|辆"
)
_ONE = r"(?:每|(?<![\d.])1|一)"
_BY = rf"(?:(?:每|按)(?P<by>{_HEAD}|{_COURT})(?:收费)?)?"
_LIMIT_BEFORE = (
    r"(?:(?P<least>最少|至少|起码|不少于|不低于|满|超过|最低)"
    r"|(?P<most>最多|至多|最高|最长|不超过|不多于|上限|不满|未满|低于|限))?"
    r"(?:(?:大?约|使用|[是为收要购时用充值]{1,2}) ?)?"
)
_LIMIT_AFTER = r"(?:(?P<upward>及?以上|起)|(?P<downward>及?以下|以内|之内|内))?"
_MONEY = re.compile(
    rf"{_BY}(?:{_ONE}(?P<before>{_PER})(?:只?[要收需]|价|租金|费用)?)?{_LIMIT_BEFORE}"
    rf"(?:(?P<low>{_DIGITS})元?{TO})?{_NUM}元"
    rf"(?:(?:/|{_ONE}|每1)(?P<after>{_PER}))?{_LIMIT_AFTER}"
)
_AGE = re.compile(
    rf"(?:(?P<low>\d{{1,2}})(?:周?岁)?{TO})?{_LIMIT_BEFORE}(?P<number>\d{{1,2}})(?:周?岁){_LIMIT_AFTER}"
)
_SHARE = re.compile(
    rf"(?P<cut>优惠|减免?|便宜|降价?)?了?(?:(?P<percent>{_DIGITS})%|百分之(?P<of>\d{{1,9}}|[{HAN}]{{1,9}}))"
    rf"(?P<less>的?优惠|的?折扣)?|(?P<tenths>{_DIGITS})折|半价|对折|减半|(?:退还?|收|付|减)[1一]半"
)
_HUNDRED = {"百": "100", "一百": "100"}
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]")
_SPAN = re.compile(
    rf"(?:(?P<side>每|提前)|{_ONE}(?P<of>节|次|场|局|轮|期)课?(?:时长|时间)?)?"
    rf"{_LIMIT_BEFORE}{_NUM}个?(?P<unit>分钟|小时|工作日|天|日|星期|周|月|年)(?![卡级])"
    rf"{_LIMIT_AFTER}"
)
_COUNT = re.compile(
    rf"(?:{_ONE}个?(?P<per>周|星期|天|月|年|人|次|位))?{_LIMIT_BEFORE}(?P<number>\d{{1,9}})"
    rf"(?P<of>次|张|人|位|节|种|门|个|片|块|台|名|件|项|条|辆)(?!性)"
)
_FOREVER = re.compile(r"(?:一直|永久|长期|终身)有效|(?:永|从)?不(?:会)?过期|没有有效期")
_ENDS = re.compile("关|闭馆|打烊|结束|截止|为止|下班")
_STARTS = re.compile("开门|开馆|开始|开放|营业|上班")
_UNTIL = re.compile(r"[到至](?:早上|上午|中午|下午|傍晚|晚上|晚|次日|凌晨)? ?$")
_MINUTES = {"分钟": 1, "小时": 60, "天": 1440, "日": 1440, "星期": 10_080, "周": 10_080}


class FactKind(Enum):
    MONEY = "金额"
    TIME = "时间"
    DAYS = "日子"
    SPAN = "时长"
    COUNT = "次数"
    AGE = "年龄"
    SHARE = "比例"
    WHETHER = "是否"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` compares equal for what is the same (60分钟, 1小时; 半价, 5折); `per` is what it is
    counted by (小时, 次; of spans: every, ahead), `role` the side of it (least, most, start, end,
    valid; of shares: discount, refund)."""

    kind: FactKind
    value: str
    said: str
    start: int
    per: str = ""
    role: str = ""
    number: str = ""
    """as it is counted in the clause"""
    by: str = ""
    """of money: for each 人 or 场, besides"""


def figures(clause: str) -> Iterator[Figure]:
    """Of a clause that names money the times are its conditions, and no facts of their own."""
    rest, money = clause, list(_money(clause))
    for each in money:
        rest = _blank(rest, each)
    yield from money
    for read in (_ages, _shares, _dates, _rates, _spans, _counts):
        for each in list(read(rest)):
            yield each
            rest = _blank(rest, each)
    if money:
        return
    yield from _times(rest)
    day = DAYS.search(clause)
    if day is not None:
        yield Figure(FactKind.DAYS, day[0], day[0], day.start())


def _blank(text: str, figure: Figure) -> str:
    end = figure.start + len(figure.said)
    return f"{text[: figure.start]}{'·' * len(figure.said)}{text[end:]}"


def _money(clause: str) -> Iterator[Figure]:
    for each in _MONEY.finditer(clause):
        per = _unit(each["before"] or each["after"] or each["by"])
        low = f"{_plain(each['low'])}-" if each["low"] else ""
        value = f"{low}{_plain(each['number'])}元"
        yield _figure(FactKind.MONEY, value, each, per=per, by=_unit(each["by"]) or per)


def _unit(said: str | None) -> str:
    """片, 块场地 are courts, 位 are heads."""
    if not said:
        return ""
    if re.fullmatch(_COURT, said):
        return "场"
    if re.fullmatch(_HEAD, said):
        return "人"
    return "节" if said == "节课" else said.removeprefix("个").removesuffix("电")


def _ages(clause: str) -> Iterator[Figure]:
    for each in _AGE.finditer(clause):
        if each["low"]:
            yield replace(_figure(FactKind.AGE, f"{each['low']}岁", each), role="least")
            yield replace(_figure(FactKind.AGE, f"{each['number']}岁", each), role="most")
        else:
            yield _figure(FactKind.AGE, f"{each['number']}岁", each)


def _shares(clause: str) -> Iterator[Figure]:
    """As parts of the whole price, or of what was paid."""
    refund = "退" in clause
    for each in _SHARE.finditer(clause):
        less = each["cut"] or each["less"]
        if each["percent"] or each["of"]:
            said = each["percent"] or _HUNDRED.get(
                each["of"], read_numeral(each["of"]) or each["of"]
            )
            if not said.isascii():
                continue
            percent = 100 - float(said) if less else float(said)
        else:
            tenths = each["tenths"] or "5"
            less = "" if refund else "折"
            percent = float(tenths) * (10 if len(tenths.partition(".")[0]) == 1 else 1)
        role = "refund" if refund else "discount" if less else ""
        yield Figure(FactKind.SHARE, f"{_plain(str(percent))}%", each[0], each.start(), role=role)


def _dates(clause: str) -> Iterator[Figure]:
    for each in _DATE.finditer(clause):
        yield Figure(FactKind.DAYS, each[0].replace("号", "日"), each[0], each.start(), role="date")


def _spans(clause: str) -> Iterator[Figure]:
    for each in _FOREVER.finditer(clause):
        yield Figure(FactKind.SPAN, "永久", each[0], each.start(), role="valid")
    for each in _SPAN.finditer(clause):
        per = {"每": "every", "提前": "ahead"}.get(each["side"] or "", each["of"] or "")
        yield _figure(FactKind.SPAN, _length(each["number"], each["unit"]), each, per=per)


def _rates(clause: str) -> Iterator[Figure]:
    """每周2次: before the week is taken for a length of time."""
    return (each for each in _counts(clause) if "/" in each.per)


def _counts(clause: str) -> Iterator[Figure]:
    for each in _COUNT.finditer(clause):
        per = f"{each['of']}/{each['per']}" if each["per"] else each["of"]
        yield _figure(FactKind.COUNT, f"{each['number']}{each['of']}", each, per=per)


def _times(clause: str) -> Iterator[Figure]:
    for each in HOURS.finditer(clause):
        first = f"{int(each[1])}:{each[2]}"
        if each[3]:
            yield Figure(FactKind.TIME, first, each[0], each.start(), role="start")
            last = f"{int(each[3])}:{each[4]}"
            yield Figure(FactKind.TIME, last, each[0], each.start(), role="end")
        else:
            yield Figure(FactKind.TIME, first, each[0], each.start(), role=_side(clause, each))


def _side(clause: str, found: re.Match[str]) -> str:
    """What stands behind the time tells more than what stands before it."""
    before, after = clause[: found.start()][-5:], clause[found.end() :][:5]
    if re.search("(?:前|以前|之前)$", found[0]) or _ENDS.search(after):
        return "end"
    if re.search("(?:起|后|以后|之后)$", found[0]) or _STARTS.search(after):
        return "start"
    if _UNTIL.search(before) or _ENDS.search(before):
        return "end"
    return "start" if _STARTS.search(before) else ""


def _figure(
    kind: FactKind, value: str, found: re.Match[str], *, per: str = "", by: str = ""
) -> Figure:
    named = found.groupdict()
    role = "least" if named.get("least") or named.get("upward") else ""
    role = "most" if named.get("most") or named.get("downward") else role
    return Figure(kind, value, found[0], found.start(), per, role, named.get("number") or "", by)


def _length(number: str, unit: str) -> str:
    if unit in _MINUTES:
        return f"{_plain(str(float(number) * _MINUTES[unit]))}分钟"
    if unit in {"月", "年"}:
        return f"{_plain(str(float(number) * (12 if unit == '年' else 1)))}个月"
    return f"{_plain(number)}{unit}"


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
