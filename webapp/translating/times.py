"""Moments and service hours as `webapp.wording` and `kb.answering.telling` say them, in English."""

import re

from babel.dates import get_day_names, get_month_names

LOCALE = "en_GB"
WEEKDAYS = "一二三四五六日"
NEAR = {"前天": "the day before yesterday", "昨天": "yesterday", "今天": "today"} | {
    "明天": "tomorrow",
    "后天": "the day after tomorrow",
}
_MOMENT = re.compile(
    rf"(?:(?P<near>{'|'.join(NEAR)})|(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日)?"
    rf"(?: ?周(?P<weekday>[{WEEKDAYS}]))?(?: ?(?P<clock>\d\d:\d\d))?"
)
_MONTH = re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月")
_QUARTER = re.compile(r"(\d{4})年第([一二三四])季度")
_YEAR = re.compile(r"(\d{4}) ?年")
_WEEK = re.compile(r"(\d{4})年第(\d{1,2})周（(.+)）")
_STRETCH = re.compile(r"((?:\d{4}年)?\d{1,2}月\d{1,2}日)至((?:\d{4}年)?\d{1,2}月\d{1,2}日)")
_DAYS = rf"周[{WEEKDAYS}](?:[、至]周[{WEEKDAYS}])?"
_SPAN = rf"{_DAYS} [\d:–、]+"
_HOURS = re.compile(rf"{_DAYS}|{_SPAN}(?:，{_SPAN})*")


def time_in_english(text: str) -> str | None:
    """None for what is no moment and no service hours."""
    if _HOURS.fullmatch(text):
        plain = re.sub(rf"周([{WEEKDAYS}])", lambda found: _weekday(found[1]), text)
        return plain.replace("至", "–").replace("、", ", ").replace("，", "; ")
    period = _period(text)
    if period:
        return period
    found = _MOMENT.fullmatch(text) if text else None
    return _moment(found) if found else None


def _period(text: str) -> str | None:
    """As `kb.period` calls them."""
    if found := _WEEK.fullmatch(text):
        return f"week {found[2]} of {found[1]} ({time_in_english(found[3])})"
    if found := _STRETCH.fullmatch(text):
        return f"{time_in_english(found[1])} – {time_in_english(found[2])}"
    if found := _QUARTER.fullmatch(text):
        return f"Q{'一二三四'.index(found[2]) + 1} {found[1]}"
    if found := _YEAR.fullmatch(text):
        return found[1]
    found = _MONTH.fullmatch(text)
    return f"{_month(found['month'])} {found['year']}" if found else None


def _moment(found: re.Match[str]) -> str:
    date = ""
    if found["day"]:
        date = " ".join(filter(None, (found["day"], _month(found["month"]), found["year"])))
    weekday = _weekday(found["weekday"]) if found["weekday"] else ""
    day = NEAR.get(found["near"] or "", date)
    return " ".join(filter(None, (weekday, day, found["clock"])))


def _month(number: str) -> str:
    return str(get_month_names("abbreviated", locale=LOCALE).get(int(number), number))


def _weekday(sign: str) -> str:
    return str(get_day_names("abbreviated", locale=LOCALE)[WEEKDAYS.index(sign)])
