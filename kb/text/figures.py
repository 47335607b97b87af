"""The figures of one normalised clause: money, times, days, durations, counts, ages, shares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

ALL_DAY = (0, 24 * 60)
WEEK = frozenset(range(1, 8))
HOLIDAY = 8
_TO = r" ?[到至\-~–—] ?"
_DAY = {day: number for number, day in enumerate("一二三四五六日", 1)} | {"天": 7}
_DAYS = re.compile(
    rf"周([一二三四五六日天])(?:{_TO}周?([一二三四五六日天]))?|(周末|工作日|平时|每天|每日|每晚|节假日)"
)
_NAMED = {
    "周末": frozenset({6, 7}),
    "工作日": frozenset(range(1, 6)),
    "平时": frozenset(range(1, 6)),
    **dict.fromkeys(("每天", "每日", "每晚"), WEEK),
    "节假日": frozenset({HOLIDAY}),
}
_HOURS = re.compile(
    rf"(\d{{1,2}}):(\d\d)(?:{_TO}(?:次日)?(\d{{1,2}}):(\d\d))? ?(以后|之后|后|起|以前|之前|前)?"
)
_NUM = r"(?P<number>\d+(?:\.\d+)?)"
_PER = "小时|次|张|年|个月|月|天|节|人|位|场|季度?|套|件|份|只|瓶"
_LIMIT_BEFORE = (
    r"(?:(?P<least>最少|至少|不少于|不低于|满|超过|最低)|(?P<most>最多|至多|不超过|不多于|上限))?"
    r"(?:(?:大?约|[是为收要]) ?)?"
)
_LIMIT_AFTER = r"(?:(?P<upward>及?以上|起)|(?P<downward>及?以下|以内|之内|内))?"
_MONEY = re.compile(
    rf"(?:(?:每|1)(?P<before>{_PER})(?:只?[要收需]|价)?)?{_LIMIT_BEFORE}{_NUM}元"
    rf"(?:(?:/|每|每1|1)(?P<after>{_PER}))?{_LIMIT_AFTER}"
)
_AGE = re.compile(rf"{_LIMIT_BEFORE}(?P<number>\d{{1,2}})(?:周?岁){_LIMIT_AFTER}")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)(%|折)|百分之(\d+(?:\.\d+)?)")
_DATE = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]")
_SPAN = re.compile(
    rf"(?P<side>每|提前)?{_LIMIT_BEFORE}{_NUM}个?(?P<unit>分钟|小时|工作日|天|日|星期|周|月|年)(?![卡级])"
    rf"{_LIMIT_AFTER}"
)
_COUNT = re.compile(
    rf"(?:每(?P<per>周|天|月|年|人|次|位))?{_LIMIT_BEFORE}(?P<number>\d+)"
    rf"(?P<of>次|张|人|位|节|种|门|个|片|块|台|名|件|项|条|辆)(?!性)"
)
_FOREVER = re.compile(r"(?:一直|永久|长期|终身)有效|(?:永|从)?不(?:会)?过期|没有有效期")
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
    """`value` compares equal for what is the same (60分钟, 1小时); `per` is what it is counted by
    (小时, 次; of spans: every, ahead), `role` the side of it (least, most, start, end, valid)."""

    kind: FactKind
    value: str
    said: str
    start: int
    per: str = ""
    role: str = ""


def days_of(clause: str) -> frozenset[int]:
    """1 to 7, and 8 for holidays; empty where no day is named."""
    found: set[int] = set()
    for each in _DAYS.finditer(clause):
        if each[3]:
            found |= _NAMED[each[3]]
        else:
            first = _DAY[each[1]]
            found |= set(range(first, _DAY[each[2]] + 1)) if each[2] else {first}
    return frozenset(found)


def window_of(clause: str) -> tuple[int, int]:
    """The part of the day in minutes; all of it where none is named."""
    each = _HOURS.search(clause)
    if each is None:
        return ALL_DAY
    start = int(each[1]) * 60 + int(each[2])
    if each[3]:
        return start, int(each[3]) * 60 + int(each[4])
    if each[5] and each[5].endswith("前"):
        return 0, start
    return (start, ALL_DAY[1]) if each[5] else ALL_DAY


def figures(clause: str) -> Iterator[Figure]:
    """Of a clause that names money the times are its conditions, and no facts of their own."""
    rest, money = clause, list(_money(clause))
    for each in money:
        rest = _blank(rest, each)
    yield from money
    for read in (_ages, _shares, _dates, _spans, _counts):
        for each in list(read(rest)):
            rest = _blank(rest, each)
            yield each
    if money:
        return
    yield from _times(rest)
    day = _DAYS.search(clause)
    if day is not None:
        yield Figure(FactKind.DAYS, day[0], day[0], day.start())


def _blank(text: str, figure: Figure) -> str:
    end = figure.start + len(figure.said)
    return f"{text[: figure.start]}{'·' * len(figure.said)}{text[end:]}"


def _money(clause: str) -> Iterator[Figure]:
    for each in _MONEY.finditer(clause):
        per = each["before"] or each["after"] or ""
        value = f"{_plain(each['number'])}元"
        yield _figure(FactKind.MONEY, value, each, per=per.removeprefix("个"))


def _ages(clause: str) -> Iterator[Figure]:
    for each in _AGE.finditer(clause):
        yield _figure(FactKind.AGE, f"{each['number']}岁", each)


def _shares(clause: str) -> Iterator[Figure]:
    for each in _SHARE.finditer(clause):
        value = f"{each[1]}{each[2]}" if each[1] else f"{each[3]}%"
        yield Figure(FactKind.SHARE, value, each[0], each.start())


def _dates(clause: str) -> Iterator[Figure]:
    for each in _DATE.finditer(clause):
        yield Figure(FactKind.DAYS, each[0].replace("号", "日"), each[0], each.start(), role="date")


def _spans(clause: str) -> Iterator[Figure]:
    for each in _FOREVER.finditer(clause):
        yield Figure(FactKind.SPAN, "永久", each[0], each.start(), role="valid")
    for each in _SPAN.finditer(clause):
        per = {"每": "every", "提前": "ahead"}.get(each["side"] or "", "")
        yield _figure(FactKind.SPAN, _length(each["number"], each["unit"]), each, per=per)


def _counts(clause: str) -> Iterator[Figure]:
    for each in _COUNT.finditer(clause):
        per = f"{each['of']}/{each['per']}" if each["per"] else each["of"]
        yield _figure(FactKind.COUNT, f"{each['number']}{each['of']}", each, per=per)


def _times(clause: str) -> Iterator[Figure]:
    for each in _HOURS.finditer(clause):
        first = f"{int(each[1])}:{each[2]}"
        if each[3]:
            yield Figure(FactKind.TIME, first, each[0], each.start(), role="start")
            last = f"{int(each[3])}:{each[4]}"
            yield Figure(FactKind.TIME, last, each[0], each.start(), role="end")
        else:
            yield Figure(FactKind.TIME, first, each[0], each.start(), role=_side(clause, each))


def _side(clause: str, found: re.Match[str]) -> str:
    near = clause[max(0, found.start() - 5) : found.end() + 5]
    if re.search(r"关门|闭馆|打烊|结束|截止|为止|下班|以前|之前|开到|营业到|前$", near):
        return "end"
    return "start" if re.search(r"开门|开馆|开始|开放|营业|上班|以后|之后|起", near) else ""


def _figure(kind: FactKind, value: str, found: re.Match[str], per: str = "") -> Figure:
    named = found.groupdict()
    role = "least" if named.get("least") or named.get("upward") else ""
    role = "most" if named.get("most") or named.get("downward") else role
    return Figure(kind, value, found[0], found.start(), per, role)


def _length(number: str, unit: str) -> str:
    if unit in _MINUTES:
        return f"{_plain(str(float(number) * _MINUTES[unit]))}分钟"
    if unit in {"月", "年"}:
        return f"{_plain(str(float(number) * (12 if unit == '年' else 1)))}个月"
    return f"{_plain(number)}{unit}"


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number
