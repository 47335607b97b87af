"""Times of day as H:MM on 24 hours: 晚上六点半 → 晚上18:30, 下午3点到5点 → 下午15:00到17:00."""

import re

from kb.text.numeral import HAN, read_numeral

_PART = (
    "凌晨|清晨|早晨|早上|今早|明早|上午|中午|下午|傍晚|晚上|晚间|今晚|明晚|昨晚|夜里|夜间|半夜"
    "|早|晚"
)
_AFTERNOON = frozenset(["下午", "傍晚"])
_NIGHT = frozenset(["晚上", "晚间", "今晚", "明晚", "昨晚", "夜里", "夜间", "半夜", "晚"])

_H = "零一二两三四五六七八九十"
_TO = "到|至|-|~|—|–"
_HAN_RANGE = re.compile(rf"(?<![{HAN}几周第])([{_H}]{{1,3}})(?=(?:{_TO})[{_H}]{{1,3}}点)")
_RANGE = re.compile(rf"(?<![\d:.周第])(\d{{1,2}})(?= ?(?:{_TO}) ?\d{{1,2}}点)")
_HAN_HOUR = re.compile(rf"(?<![{HAN}几])({_PART})?([{_H}]{{1,3}})点(?!点)")
_ONE_O_CLOCK = re.compile(rf"钟|半|整|一刻|三刻|开门|关门|(?:{_TO})[{_H}\d]")
_NOT_AFTER = frozenset("有差早晚快慢便贵好宜近远多少大小高低")
"""便宜一点, 有一点, 晚一点: a little"""
_POINTS = re.compile(
    "建议|意见|要求|原因|想法|问题|疑问|好处|不同|区别|理由|希望|说明|注意|感受|反馈"
)
_LISTED = re.compile(r"[,:。;!?\s]|$")
_NOT_MINUTES = "个人块元号位场张次天片小岁节折月年"
_MINUTES = (
    rf"半|一刻钟?|三刻钟?|零?[{HAN}]{{1,3}}分(?!钟)|\d{{1,2}}分(?!钟)"
    rf"|[0-5]\d(?![\d{_NOT_MINUTES}:.])"
    rf"|(?:[二三四五]?十[{_H}]?|零[{_H}])(?![{HAN}{_NOT_MINUTES}])"
)
_TIME = re.compile(
    rf"(?:({_PART}) ?)?(?<![\d:.])(\d{{1,2}})"
    rf"(?:(?:点钟?|时(?![间候段长尚刻光常]))({_MINUTES})?|:(\d{{2}})(?![\d:]))"
)
_OF_TIME = re.compile("[点时:]")
_BETWEEN = re.compile(rf" ?(?:{_TO}) ?")


def settle_hours(text: str) -> str:
    if not _OF_TIME.search(text):
        return text
    text = _HAN_RANGE.sub(r"\1点", text)
    text = _HAN_HOUR.sub(_hour, text)
    text = _RANGE.sub(r"\1点", text)
    parts: list[str] = []
    end = 0
    before: tuple[str, float] | None = None
    """part of the day and hour of the time that ended at `end`, for one that goes on from it"""
    for found in _TIME.finditer(text):
        between = text[end : found.start()]
        since = before if before and _BETWEEN.fullmatch(between) else None
        hour, minutes = int(found[2]), found[4] or _minutes(found[3])
        parts.append(between)
        end = found.end()
        if hour > 24 or int(minutes) > 59:
            parts.append(found[0])
            before = None
            continue
        part = found[1] or (since[0] if since else "")
        hour = _on_24_hours(part, hour)
        if since and not found[1]:
            hour = _later(since[1], hour, int(minutes))
        before = (part, hour + int(minutes) / 60) if part else None
        # 8点3个人: the 3 is no part of the time.
        gap = " " if text[end : end + 1].isdigit() else ""
        parts.append(f"{found[1] or ''}{hour}:{minutes}{gap}")
    return "".join([*parts, text[end:]])


def _hour(found: re.Match[str]) -> str:
    part, numeral = found[1] or "", found[2]
    hour = read_numeral(numeral)
    if hour is None or not _is_time(found, part, numeral):
        return found[0]
    return f"{part}{hour}点"


def _is_time(found: re.Match[str], part: str, numeral: str) -> bool:
    """一点 is mostly a little, 两点意见 are two points."""
    text, end = found.string, found.end()
    before = text[found.start() - 1] if found.start() else ""
    if numeral == "一":
        if len(part) == 2:
            return True
        return before not in _NOT_AFTER and bool(_ONE_O_CLOCK.match(text, end))
    if before and before in "有这那说提第":
        return not _LISTED.match(text, end) and not _POINTS.match(text, end)
    return not _POINTS.match(text, end)


def _minutes(said: str | None) -> str:
    if not said:
        return "00"
    quarters = {"半": "30", "一刻": "15", "三刻": "45"}
    said = said.removesuffix("钟").removesuffix("分")
    if said in quarters:
        return quarters[said]
    number = said if said.isdigit() else read_numeral(said) or "0"
    return number.zfill(2)[-2:]


def _on_24_hours(part: str, hour: int) -> int:
    """A time without a part of day stays as it was said."""
    if part in _AFTERNOON and hour < 12:
        return hour + 12
    if part in _NIGHT and 5 <= hour <= 12:
        return hour + 12
    if part == "中午" and hour < 3:
        return hour + 12
    return 0 if part == "凌晨" and hour == 12 else hour


def _later(start: float, hour: int, minutes: int) -> int:
    """上午9点到5点 ends in the afternoon."""
    ends_later = hour <= 12 and hour + minutes / 60 <= start < hour + 12 + minutes / 60
    return hour + 12 if ends_later else hour
